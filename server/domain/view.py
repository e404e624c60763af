"""The public view of an item and its bids, with handles and never user ids.

`view_item` is for everybody. `view_own` is for a bidder alone and has their own maximum or offers.
Nobody sees another bidder's, in any role.
"""

from typing import Annotated, NotRequired, TypedDict

import msgspec

from server.domain.charges.fees import Fees
from server.domain.events import BidAccepted, BidLeft, BidsRemoved, Event, OfferSealed, UnitsClaimed
from server.domain.formats import quote
from server.domain.formats.suggestions import suggestions
from server.domain.item import Item, LeftBid
from server.domain.placing.left_bids import takes_early_bids
from server.domain.types import (
    ENDED,
    Amount,
    BidId,
    Format,
    Millis,
    OnOutage,
    Retraction,
    Source,
    Status,
    UserId,
)

FormatName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Format)]})]
StatusName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Status)]})]


OnOutageName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, OnOutage)]})]
RetractionName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Retraction)]})]

_CLOSED = (Status.SOLD, Status.UNSOLD)


SourceName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Source)]})]


class BidView(TypedDict):
    """One accepted bid; `seq` is its event number, `bidder` a handle, `at` in ms since the epoch.

    `quantity` counts the units that it took, each for `amount`, and is 1 for a bid on a whole item.
    `retracted` bids were retracted or voided, or were automatic bids that went with such a bid. A bid that
    a clerk entered has its `source`, and the number of the bidder's `paddle` unless it is the consignor's.
    Those who run the sale also see the clerk's user id, as `by`, in the history.
    """

    seq: int
    bid_id: str
    bidder: str
    amount: Amount
    at: Millis
    auto: bool
    quantity: int
    retracted: bool
    source: SourceName
    paddle: str | None
    by: NotRequired[UserId]


class WinnerView(TypedDict):
    """A line of an item's outcome."""

    bidder: str
    amount: Amount
    quantity: int


class ClockView(TypedDict):
    """A falling clock: from `start_price` by `step` every `interval_ms`, down to `floor_price`.

    It counts from `since`, which a pause moves and which is None before the start. `stopped_at` is
    the moment of a pause.
    """

    start_price: Amount
    step: Amount
    interval_ms: Millis
    floor_price: Amount
    since: Millis | None
    stopped_at: Millis | None


class FeesView(TypedDict):
    """The fees that a winner owes besides the price; rates are in millionths.

    `premium` are bands of `[from, rate]`, each for its own part of a unit's hammer price.
    """

    premium: list[tuple[Amount, int]]
    price_tax: int
    premium_tax: int


class NoticeView(TypedDict):
    """A notice of those who run the sale, given at the moment `at`. Only the latest one is shown."""

    notice_id: str
    text: str
    at: Millis


class OwnView(TypedDict):
    """A bidder's own maximum for a unit, and the number of units.

    `bid_id` names a bid that was left before the opening, until it is taken: no list of bids has it.
    """

    max_amount: Amount
    quantity: int
    bid_id: NotRequired[BidId]


class QuoteView(TypedDict):
    """The fields of an item that bids change. `seq` is the event number that the public may know.

    A higher `epoch` replaces a lower one, whatever the `seq`: events of the lower one may be lost (0119).

    `price` is the start price while `bid_count` is 0.
    """

    epoch: int
    seq: int
    price: Amount
    minimum: Amount
    leader: str | None
    """The handle of the bidder who leads."""
    bid_count: int
    """The number of all bids that were accepted, including those that were retracted."""
    retractions: int
    """The number of times that bids were retracted."""
    ends_at: Millis | None
    reserve_met: bool
    remaining: int
    """The units that nobody is known to have claimed."""
    buy_now: Amount | None
    """The amount that buys the item at once; None without one, and once a bid has reached it."""
    suggestions: list[Amount]
    """Up to three acceptable amounts for the next bid, lowest first."""


class StandingView(QuoteView):
    """A quote and the status, which a bid may change too."""

    status: StatusName


class ItemView(StandingView):
    """An item as everybody sees it. Amounts are in minor units of `currency`, times in ms since the epoch.

    Only a Dutch item has a `clock`. A higher `epoch` replaces a lower one, whatever the `seq`.
    """

    item_id: str
    auction_id: str
    title: str
    description: str
    image_url: str | None
    """The first of `images`."""
    images: list[str]
    condition: str
    """A report of the goods' condition; empty if there is none."""
    lot: str | None
    """The lot number, such as `12` or `12A`."""
    estimate_low: Amount | None
    estimate_high: Amount | None
    format: FormatName
    currency: str
    start_price: Amount
    opens_at: Millis | None
    winners: list[WinnerView]
    quantity: int
    retraction: RetractionName
    """The effect of retracting a bid that met a rival or the reserve; `once` bars from the item."""
    closes_with: str | None
    """The group of items that end together; None for an item that ends by itself."""
    early_bids: bool
    """Whether bids can be left before the opening."""
    on_outage: OnOutageName
    """Whether an outage moves the end."""
    outage_ms: Millis
    """The time by which outages have moved the end."""
    closed_at: Millis | None
    """The moment of the close; None before it, and after a withdrawal."""
    clock: ClockView | None
    fees: FeesView | None
    """The fees that a winner owes besides the price; None where there are none."""
    notice: NoticeView | None
    """The latest notice of those who run the sale."""
    server_time: Millis


def view_standing(item: Item, now: Millis, *, epoch: int = 0) -> StandingView:
    """Show an item's quote and status at the moment `now`."""
    shown = quote(item, now)
    return {
        "epoch": epoch,
        "seq": shown.seq,
        "status": item.status.value,
        "price": shown.price,
        "minimum": shown.minimum,
        "leader": shown.leader.handle if shown.leader else None,
        "bid_count": shown.bid_count,
        "retractions": shown.retractions,
        "ends_at": item.ends_at,
        "reserve_met": shown.reserve_met,
        "remaining": shown.remaining,
        "buy_now": _buy_now(item),
        "suggestions": suggestions(item, shown),
    }


def view_item(item: Item, now: Millis, *, epoch: int = 0) -> ItemView:
    """Show an item at the moment `now`, in an epoch that is 0 until the item is first restored."""
    listing = item.listing
    return {
        "item_id": listing.item_id,
        "auction_id": listing.auction_id,
        "title": listing.title,
        "description": listing.description,
        "image_url": listing.image_url,
        "images": list(listing.all_images),
        "condition": listing.condition,
        "lot": listing.lot,
        "estimate_low": listing.estimate_low,
        "estimate_high": listing.estimate_high,
        "format": listing.format.value,
        "currency": listing.currency,
        "start_price": listing.start_price,
        **view_standing(item, now, epoch=epoch),
        "opens_at": item.opens_at,
        "winners": [
            WinnerView(bidder=w.bidder.handle, amount=w.amount, quantity=w.quantity)
            for w in item.winners
        ],
        "quantity": listing.quantity,
        "retraction": listing.retraction.value,
        "closes_with": listing.closes_with,
        "early_bids": takes_early_bids(listing),
        "on_outage": listing.on_outage.value,
        "outage_ms": item.outage_ms,
        "closed_at": (item.closed_at or None) if item.status in _CLOSED else None,
        "clock": _clock(item),
        "fees": view_fees(listing.fees),
        "notice": _notice(item),
        "server_time": now,
    }


def view_bid(bid: BidAccepted, *, retracted: bool = False) -> BidView:
    """Show a bid, and whether it has been retracted since."""
    return {
        "seq": bid.seq,
        "bid_id": bid.bid_id,
        "bidder": bid.bidder.handle,
        "amount": bid.amount,
        "at": bid.at,
        "auto": bid.auto,
        "quantity": bid.quantity if isinstance(bid, UnitsClaimed) else 1,
        "retracted": retracted,
        "source": bid.source.value,
        "paddle": bid.paddle,
    }


def view_fees(fees: Fees | None) -> FeesView | None:
    """Show fees."""
    if fees is None:
        return None
    rows = [(band.start, band.rate) for band in fees.premium]
    return FeesView(premium=rows, price_tax=fees.price_tax, premium_tax=fees.premium_tax)


def is_secret(event: Event) -> bool:
    """Tell whether an event is secret. Not even an empty broadcast may reveal it (0012)."""
    return isinstance(event, OfferSealed | BidLeft) or (
        isinstance(event, BidsRemoved) and event.hidden
    )


def view_own(item: Item, user_id: UserId) -> OwnView | None:
    """Show a bidder's own maximum while they lead, their own offers, or the bid that they left; or None."""
    if item.led_by(user_id):
        return OwnView(max_amount=item.leader_max, quantity=1)
    for left in item.left:
        if left.bidder.user_id == user_id:
            return view_left(left)
    own = [offer for offer in item.offers if offer.bidder.user_id == user_id]
    if not own:
        return None
    return OwnView(max_amount=own[-1].amount, quantity=sum(offer.quantity for offer in own))


def view_left(left: LeftBid) -> OwnView:
    """Show a bidder the bid that they left."""
    return OwnView(max_amount=left.most, quantity=left.quantity, bid_id=left.bid_id)


def _buy_now(item: Item) -> Amount | None:
    buy_now = item.listing.buy_now
    if buy_now is None or item.status in ENDED or item.price >= buy_now:
        return None
    return buy_now


def _notice(item: Item) -> NoticeView | None:
    notice = item.notice
    if notice is None:
        return None
    return NoticeView(notice_id=notice.notice_id, text=notice.text, at=notice.at)


def _clock(item: Item) -> ClockView | None:
    listing = item.listing
    if listing.format is not Format.DUTCH:
        return None
    assert listing.step is not None, "a Dutch item has a step"
    assert listing.interval_ms is not None, "a Dutch item has an interval"
    assert listing.floor_price is not None, "a Dutch item has a floor price"
    return ClockView(
        start_price=listing.start_price,
        step=listing.step,
        interval_ms=listing.interval_ms,
        floor_price=listing.floor_price,
        since=item.running_since,
        stopped_at=item.paused_at,
    )
