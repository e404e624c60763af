"""The fields of an item, of a bid and of a bidder's own as they are shown."""

from typing import Annotated, NotRequired, TypedDict

import msgspec

from server.domain.types import (
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
