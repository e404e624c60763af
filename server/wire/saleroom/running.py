"""The requests of those who run a sale: bodies over HTTP, and with an `item_id` the events of a socket."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.wire.requests import Amount, ForItem, Id, Millis, Page, Request
from server.wire.text import LINE, LINES

NOTICE_CHARS_MAX = 500
REASON_CHARS_MAX = 200

Seq = Annotated[int, Field(ge=0, le=2**53, description="an event number")]
Paddle = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-]{1,16}$")]
NoticeText = Annotated[str, StringConstraints(min_length=1, max_length=NOTICE_CHARS_MAX), *LINES]
ReasonText = Annotated[str, StringConstraints(min_length=1, max_length=REASON_CHARS_MAX), *LINE]


class Expectation(Page):
    """Refuse the command with `conflict` unless the item's latest event has this number.

    It may stand in the query or in the body.
    """

    expected_seq: Seq | None = None


class RunItem(ForItem):
    """Name an item for a command. With `expected_seq` it is refused if the item has changed since."""

    expected_seq: Seq | None = None


class Asking(Request):
    """Set an item's asking price: `price`, or `increment` above its price."""

    price: Amount | None = None
    increment: Amount | None = None
    expected_seq: Seq | None = None


class SetAskingPrice(Asking):
    """Set an item's asking price: `price`, or `increment` above its price."""

    item_id: Id


class NewNotice(Request):
    """Give a notice. The same `notice_id` again, as the latest notice, finds it given."""

    notice_id: Id
    text: NoticeText


class NoticeOnItem(NewNotice):
    """Give a notice to everybody who watches an item."""

    item_id: Id


class Reopening(Request):
    """Take bids on a closed item again, until `ends_at` or until it is closed."""

    ends_at: Millis | None = None
    expected_seq: Seq | None = None


class Reopen(Reopening):
    """Take bids on a closed item again, until `ends_at` or until it is closed."""

    item_id: Id


class AwardStep(Request):
    """Award a sold item to the underbidder; `step` is 1 for the first award, then 2, and so on."""

    step: Annotated[int, Field(ge=1, le=100)]
    expected_seq: Seq | None = None


class Award(AwardStep):
    """Award a sold item to the underbidder; `step` is 1 for the first award, then 2, and so on."""

    item_id: Id


class BidToVoid(Request):
    """Void a bid. The reason is kept in the item's history and is not public."""

    bid_id: Id
    reason: ReasonText
    expected_seq: Seq | None = None


class Void(BidToVoid):
    """Void a bid. The reason is kept in the item's history and is not public."""

    item_id: Id


class EnteredBid(Request):
    """Enter a bid of the room: for a `paddle`, or for the consignor."""

    bid_id: Id
    amount: Amount
    max_amount: Amount | None = None
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1
    source: Literal["floor", "telephone", "absentee", "consignor"]
    paddle: Paddle | None = None
    raise_own: bool = False
    """Whether a bidder who leads raises the price against themselves."""
    confirmed: bool = False
    """Whether an amount that is refused as `implausible` is meant."""
    expected_seq: Seq | None = None


class RoomBid(EnteredBid):
    """Enter a bid of the room: for a `paddle`, or for the consignor."""

    item_id: Id
