"""A bidder's own items: those that they bid on, won and watch."""

from typing import Annotated, Literal, NotRequired, TypedDict

import msgspec
from pydantic import ConfigDict, Field

from server.bidding.hot_state.replies import Snapshot
from server.domain.charges.fees import Charge, charge
from server.domain.charges.outcome import Outcome, sum_of
from server.domain.formats.own_standing import OwnStanding, own_standing
from server.domain.item import Item
from server.domain.types import Amount as MinorUnits
from server.domain.types import Millis, UserId
from server.domain.view import ItemView, OwnView, StandingView, view_item, view_left, view_own
from server.wire.house.results import ChargeView, view_charge
from server.wire.requests import Id, Page

OWN_MAX = 100
"""Items in a page."""

OwnStandingName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, OwnStanding)]})]


Removal = Literal["retracted", "voided"]
"""A removal of a bid: by its bidder, or by those who run the sale."""


class OwnPage(Page):
    """Ask for a page of one's own items: `?after=ITEM_ID&limit=N`. Other parameters have no effect."""

    model_config = ConfigDict(extra="ignore")

    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=OWN_MAX)] = OWN_MAX


class OwnBid(TypedDict):
    """An item that the reader has bid on, and where they stand on it; `owed` where they have won."""

    item: ItemView
    standing: OwnStandingName
    yours: OwnView | None
    owed: ChargeView | None
    last_bid_at: Millis


class Mine(TypedDict):
    """Notifies a user that their standing on an item has changed, by an event up to number `seq`.

    `price` and `minimum` are those of the moment. `owed` is present where they have won, and `removed`
    where a bid of theirs was removed. A message whose `(epoch, seq)` is below that of the last one about
    the item is old.
    """

    item_id: str
    auction_id: str
    epoch: int
    seq: int
    standing: OwnStandingName
    price: MinorUnits
    minimum: MinorUnits
    yours: OwnView | None
    owed: ChargeView | None
    removed: NotRequired[Removal]


class OwnBids(TypedDict):
    """A page of the items that the reader has bid on, those with the latest bids of theirs first.

    `next_after` asks for the next page, null on the last.
    """

    bids: list[OwnBid]
    next_after: str | None


class OwnWin(ChargeView):
    """An item that the reader has won, with the amount owed for all units."""

    item_id: str
    auction_id: str
    lot: str | None
    title: str
    currency: str
    quantity: int
    won_at: Millis


class OwnWins(TypedDict):
    """A page of the items that the reader has won, the latest first.

    `next_after` asks for the next page, null on the last.
    """

    wins: list[OwnWin]
    next_after: str | None


class WatchedItem(ItemView):
    """An item on the reader's watchlist, with their own maximum or offer."""

    yours: NotRequired[OwnView | None]


class Watchlist(TypedDict):
    """A page of the reader's watchlist, the latest addition first; `next_after` asks for the next page."""

    items: list[WatchedItem]
    next_after: str | None


class Listed(TypedDict):
    """Whether the item is on the watchlist now."""

    ok: Literal[True]
    listed: bool


def owed_by(item: Item, user_id: UserId) -> Charge | None:
    """Return what a user owes for an item; None unless they have won it."""
    if not item.winners:
        return None
    won = [
        charge(item.listing.fees, winner.amount, winner.quantity)
        for winner in item.winners
        if winner.bidder.user_id == user_id
    ]
    return sum_of(won) if won else None


def view_mine(
    item: Item, user_id: UserId, shown: StandingView, removed: Removal | None = None
) -> Mine:
    """Build the message to a user about their standing on an item, which everybody is `shown` so."""
    owed = owed_by(item, user_id)
    mine: Mine = {
        "item_id": item.listing.item_id,
        "auction_id": item.listing.auction_id,
        "epoch": shown["epoch"],
        "seq": shown["seq"],
        "standing": own_standing(item, user_id).value,
        "price": shown["price"],
        "minimum": shown["minimum"],
        "yours": view_own(item, user_id),
        "owed": None if owed is None else view_charge(owed),
    }
    if removed is not None:
        mine["removed"] = removed
    return mine


def own_views(item: Item) -> dict[UserId, OwnView]:
    """Return what `view_own` shows to each bidder, in one pass over the offers."""
    views = {left.bidder.user_id: view_left(left) for left in item.left}
    for offer in item.offers:
        before = views.get(offer.bidder.user_id)
        quantity = offer.quantity + (before["quantity"] if before else 0)
        views[offer.bidder.user_id] = OwnView(max_amount=offer.amount, quantity=quantity)
    if item.leader is not None:
        views[item.leader.user_id] = OwnView(max_amount=item.leader_max, quantity=1)
    return views


def view_own_bid(seen: Snapshot, user_id: UserId, last_bid_at: Millis) -> OwnBid:
    """Show a bidder an item that they have bid on."""
    owed = owed_by(seen.item, user_id)
    return OwnBid(
        item=view_item(seen.item, seen.now, epoch=seen.epoch),
        standing=own_standing(seen.item, user_id).value,
        yours=view_own(seen.item, user_id),
        owed=None if owed is None else view_charge(owed),
        last_bid_at=last_bid_at,
    )


def view_own_win(outcome: Outcome, user_id: UserId, won_at: Millis) -> OwnWin:
    """Show a bidder an item that they have won."""
    own = [(winner, each) for winner, each in outcome.charges() if winner.bidder.user_id == user_id]
    listing = outcome.listing
    return OwnWin(
        item_id=listing.item_id,
        auction_id=listing.auction_id,
        lot=listing.lot,
        title=listing.title,
        currency=listing.currency,
        quantity=sum(winner.quantity for winner, _ in own),
        won_at=won_at,
        **view_charge(sum_of([each for _, each in own])),
    )


def view_watched(seen: Snapshot, user_id: UserId) -> WatchedItem:
    """Show a user an item of their watchlist."""
    item = view_item(seen.item, seen.now, epoch=seen.epoch)
    return WatchedItem(**item, yours=view_own(seen.item, user_id))
