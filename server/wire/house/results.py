"""Quotes, results and statements: their requests, and the bodies of their answers."""

from collections.abc import Iterable, Mapping
from typing import Annotated, TypedDict

from pydantic import ConfigDict, Field

from server.domain.auction import Auction
from server.domain.charges.fees import Charge
from server.domain.charges.outcome import Outcome, Underbidder, sum_of
from server.domain.types import Amount as MinorUnits
from server.domain.types import UserId, Winner
from server.domain.view import StatusName
from server.wire.listings import Quantity
from server.wire.requests import Amount, Id, Page

RESULTS_MAX = 200
"""Items in a page of results."""
FILE_ITEMS_MAX = 10_000
"""Items in a file of results."""


class QuotePage(Page):
    """Ask what a bid would cost: `?amount=N&quantity=N`. Without an amount it is the minimum."""

    amount: Amount | None = None
    quantity: Quantity = 1


class ResultsPage(Page):
    """Ask for a page of a sale's results: `?after=ITEM_ID&limit=N`. Other parameters have no effect."""

    model_config = ConfigDict(extra="ignore")

    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=RESULTS_MAX)] = 100


class ResultsFile(ResultsPage):
    """Ask for a file of a sale's results: `?after=ITEM_ID&limit=N`. Other parameters have no effect."""

    limit: Annotated[int, Field(ge=1, le=FILE_ITEMS_MAX)] = FILE_ITEMS_MAX


class OwnStatement(Page):
    """Name the sale of a bidder's own statement: `?auction_id=ID`."""

    auction_id: Id


class ChargeView(TypedDict):
    """What a winner owes: the hammer price of all units, the premium, the tax, and the sum of the three."""

    hammer_price: MinorUnits
    premium: MinorUnits
    tax: MinorUnits
    total: MinorUnits


class CostAnswer(ChargeView):
    """The cost of winning `quantity` units at a hammer price of `amount` each."""

    item_id: str
    currency: str
    amount: MinorUnits
    quantity: int


class WinnerLine(ChargeView):
    """A line of an item's outcome: a winner, the hammer price of a unit, and the charge for all units."""

    user_id: str
    handle: str
    paddle: str | None
    amount: MinorUnits
    quantity: int


class UnderbidderView(TypedDict):
    """The highest bidder who did not win, and their highest standing bid."""

    user_id: str
    handle: str
    paddle: str | None
    amount: MinorUnits


class ItemResult(TypedDict):
    """An item's result; it has winners only if the item is sold."""

    item_id: str
    lot: str | None
    title: str
    status: StatusName
    winners: list[WinnerLine]
    underbidder: UnderbidderView | None


class ResultsAnswer(TypedDict):
    """A page of a sale's results in the order of its items; `next_after` asks for the next page."""

    auction_id: str
    currency: str
    results: list[ItemResult]
    next_after: str | None


class StatementLine(ChargeView):
    """A won item: the hammer price of a unit, and the charge for all units."""

    item_id: str
    lot: str | None
    title: str
    amount: MinorUnits
    quantity: int


class StatementOwner(TypedDict):
    """The bidder of a statement. One without a bid has no handle."""

    user_id: str
    handle: str | None
    paddle: str | None


class StatementAnswer(StatementOwner, ChargeView):
    """All that a bidder won in a sale, and the sums."""

    auction_id: str
    title: str
    currency: str
    lines: list[StatementLine]


def view_charge(charge: Charge) -> ChargeView:
    """Show a charge."""
    return ChargeView(
        hammer_price=charge.hammer, premium=charge.premium, tax=charge.tax, total=charge.total
    )


def view_result(outcome: Outcome, paddles: Mapping[UserId, str]) -> ItemResult:
    """Show an item's outcome to the house, with the paddles of users who have one."""
    under = outcome.underbidder
    return ItemResult(
        item_id=outcome.listing.item_id,
        lot=outcome.listing.lot,
        title=outcome.listing.title,
        status=outcome.status.value,
        winners=[_winner_line(*each, paddles) for each in outcome.charges()],
        underbidder=None if under is None else _underbidder(under, paddles),
    )


def view_statement(
    auction: Auction, owner: StatementOwner, outcomes: Iterable[Outcome]
) -> StatementAnswer:
    """Show all that a bidder won in a sale."""
    won = [
        (outcome, winner, charge)
        for outcome in outcomes
        for winner, charge in outcome.charges()
        if winner.bidder.user_id == owner["user_id"]
    ]
    return StatementAnswer(
        auction_id=auction.auction_id,
        title=auction.title,
        currency=auction.currency,
        **owner,
        lines=[_statement_line(*each) for each in won],
        **view_charge(sum_of([charge for _, _, charge in won])),
    )


def _underbidder(under: Underbidder, paddles: Mapping[UserId, str]) -> UnderbidderView:
    bidder = under.bidder
    return UnderbidderView(
        user_id=bidder.user_id,
        handle=bidder.handle,
        paddle=paddles.get(bidder.user_id),
        amount=under.amount,
    )


def _winner_line(winner: Winner, charge: Charge, paddles: Mapping[UserId, str]) -> WinnerLine:
    return WinnerLine(
        user_id=winner.bidder.user_id,
        handle=winner.bidder.handle,
        paddle=paddles.get(winner.bidder.user_id),
        amount=winner.amount,
        quantity=winner.quantity,
        **view_charge(charge),
    )


def _statement_line(outcome: Outcome, winner: Winner, charge: Charge) -> StatementLine:
    return StatementLine(
        item_id=outcome.listing.item_id,
        lot=outcome.listing.lot,
        title=outcome.listing.title,
        amount=winner.amount,
        quantity=winner.quantity,
        **view_charge(charge),
    )
