"""What may be seen of an item and its bids, by whom: handles, never user ids.

Everybody sees what `view_item` shows. A bidder sees their own maximum or offer besides, in `view_own`;
nobody sees another's, whatever their role.
"""

from typing import Annotated, TypedDict

import msgspec

from server.domain.events import BidAccepted, BidsRetracted, Event, OfferSealed, UnitsClaimed
from server.domain.formats import quote
from server.domain.item import Item
from server.domain.types import ENDED, Amount, Format, Millis, Status, UserId

FormatName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Format)]})]
StatusName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Status)]})]


class BidView(TypedDict):
    """One accepted bid; `seq` is its event number, `bidder` a handle, `at` in ms since the epoch.

    `quantity` counts the units that it took, each for `amount`; 1 for a bid on a whole item.
    `retracted`: it was taken back, or went with one that was.
    """

    seq: int
    bid_id: str
    bidder: str
    amount: Amount
    at: Millis
    auto: bool
    quantity: int
    retracted: bool


class WinnerView(TypedDict):
    """One line of an outcome."""

    bidder: str
    amount: Amount
    quantity: int


class ClockView(TypedDict):
    """A falling clock: from the start price by `step` every `interval_ms`, down to `floor_price`.

    It counts from `since`, which a pause moves; None: it hasn't started. `stopped_at`: it stands
    still since then.
    """

    step: Amount
    interval_ms: Millis
    floor_price: Amount
    since: Millis | None
    stopped_at: Millis | None


class OwnView(TypedDict):
    """What a bidder alone may see: the most they would pay for a unit, and of how many."""

    max_amount: Amount
    quantity: int


class QuoteView(TypedDict):
    """What bids change of an item; `seq` is the event number that the public may know.

    `price` is the start price while `bid_count` is 0. `buy_now` is None once a bid has reached it,
    `remaining` counts the units that nobody is known to have claimed. `bid_count` counts all bids that
    were made, `retractions` how often some were taken back.
    """

    seq: int
    price: Amount
    minimum: Amount
    leader: str | None
    bid_count: int
    retractions: int
    ends_at: Millis | None
    reserve_met: bool
    remaining: int
    buy_now: Amount | None


class StandingView(QuoteView):
    """The figures, and the status that a bid may change with them."""

    status: StatusName


class ItemView(StandingView):
    """An item as everybody sees it; amounts in minor units of `currency`, times in ms since the epoch.

    `clock` is a Dutch item's.
    """

    item_id: str
    auction_id: str
    title: str
    description: str
    image_url: str | None
    format: FormatName
    currency: str
    start_price: Amount
    opens_at: Millis | None
    winners: list[WinnerView]
    quantity: int
    clock: ClockView | None
    server_time: Millis


def view_standing(item: Item, now: Millis) -> StandingView:
    """Show an item's figures at the moment `now`."""
    shown = quote(item, now)
    return StandingView(
        seq=shown.seq,
        status=item.status.value,
        price=shown.price,
        minimum=shown.minimum,
        leader=shown.leader.handle if shown.leader else None,
        bid_count=shown.bid_count,
        retractions=shown.retractions,
        ends_at=item.ends_at,
        reserve_met=shown.reserve_met,
        remaining=shown.remaining,
        buy_now=_buy_now(item),
    )


def view_item(item: Item, now: Millis) -> ItemView:
    """Show an item at the moment `now`."""
    listing = item.listing
    return {
        "item_id": listing.item_id,
        "auction_id": listing.auction_id,
        "title": listing.title,
        "description": listing.description,
        "image_url": listing.image_url,
        "format": listing.format.value,
        "currency": listing.currency,
        "start_price": listing.start_price,
        **view_standing(item, now),
        "opens_at": item.opens_at,
        "winners": [
            WinnerView(bidder=w.bidder.handle, amount=w.amount, quantity=w.quantity)
            for w in item.winners
        ],
        "quantity": listing.quantity,
        "clock": _clock(item),
        "server_time": now,
    }


def view_bid(bid: BidAccepted, *, retracted: bool = False) -> BidView:
    """Show one bid, and whether it has been taken back since."""
    return BidView(
        seq=bid.seq,
        bid_id=bid.bid_id,
        bidder=bid.bidder.handle,
        amount=bid.amount,
        at=bid.at,
        auto=bid.auto,
        quantity=bid.quantity if isinstance(bid, UnitsClaimed) else 1,
        retracted=retracted,
    )


def is_secret(event: Event) -> bool:
    """Tell whether nobody may notice that an event has happened, not even by being told nothing new."""
    return isinstance(event, OfferSealed) or (isinstance(event, BidsRetracted) and event.hidden)


def view_own(item: Item, user_id: UserId) -> OwnView | None:
    """Show a bidder their own maximum while they lead, or their own offers; None: they have none."""
    if item.led_by(user_id):
        return OwnView(max_amount=item.leader_max, quantity=1)
    own = [offer for offer in item.offers if offer.bidder.user_id == user_id]
    if not own:
        return None
    return OwnView(max_amount=own[-1].amount, quantity=sum(offer.quantity for offer in own))


def _buy_now(item: Item) -> Amount | None:
    buy_now = item.listing.buy_now
    if buy_now is None or item.status in ENDED or item.price >= buy_now:
        return None
    return buy_now


def _clock(item: Item) -> ClockView | None:
    listing = item.listing
    if listing.format is not Format.DUTCH:
        return None
    assert listing.step is not None, "a Dutch item has a step"
    assert listing.interval_ms is not None, "a Dutch item has an interval"
    assert listing.floor_price is not None, "a Dutch item has a floor price"
    return ClockView(
        step=listing.step,
        interval_ms=listing.interval_ms,
        floor_price=listing.floor_price,
        since=item.running_since,
        stopped_at=item.paused_at,
    )
