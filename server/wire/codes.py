"""What each refusal's code means to a client, and the details that come with it.

The rules choose codes and details; what is written here is published, and tests hold refusals against it.
"""

from typing import NamedTuple, NotRequired, TypedDict

from server.domain.rejection import Code
from server.domain.types import Amount, Millis
from server.domain.view import StatusName


class FieldError(TypedDict):
    """A field that is wrong, by its path such as `soft_close.window_ms`; empty: the whole."""

    field: str
    message: str


class NoDetails(TypedDict):
    """The code says it all."""


class InvalidDetails(TypedDict):
    """Which fields are wrong, and the least that the field may be where that would help."""

    errors: NotRequired[list[FieldError]]
    field: NotRequired[str]
    minimum: NotRequired[int]


class ClosedDetails(TypedDict):
    """How the item has ended."""

    item_status: StatusName


class TooLowDetails(TypedDict):
    """The least that the next bid may be; without `seq` where bids are secret."""

    minimum: Amount
    price: Amount
    seq: NotRequired[int]


class OffLadderDetails(TypedDict):
    """Which of the bid's amounts is none of the ladder's."""

    field: str


class SoldOutDetails(TypedDict):
    """How many units are left."""

    remaining: int
    seq: int


class LimitDetails(TypedDict):
    """The bidder's limit in this sale, and what they may have to pay for its other items."""

    limit: Amount
    reserved: Amount


class RetryDetails(TypedDict):
    """When to try again."""

    retry_after_ms: Millis


class Meaning(NamedTuple):
    """A sentence that tells a code, and the type of its details."""

    sentence: str
    details: type


MEANINGS: dict[Code, Meaning] = {
    Code.INVALID: Meaning("A field is wrong; `errors`, or `field`, names it.", InvalidDetails),
    Code.UNAUTHENTICATED: Meaning("No token, a bad one, or an expired one.", NoDetails),
    Code.FORBIDDEN: Meaning(
        "Not with this role, not in this sale, or not approved for it.", NoDetails
    ),
    Code.NOT_FOUND: Meaning("There is no such item, sale, bid or route.", NoDetails),
    Code.NOT_OPEN: Meaning("The item is scheduled.", NoDetails),
    Code.PAUSED: Meaning("The item is paused.", NoDetails),
    Code.CLOSED: Meaning("The item has ended, as `item_status` says.", ClosedDetails),
    Code.TOO_LOW: Meaning("The bid is below the minimum.", TooLowDetails),
    Code.OFF_LADDER: Meaning(
        "The amount is not a whole number of increments above the start price.", OffLadderDetails
    ),
    Code.SOLD_OUT: Meaning("Fewer units are left than were asked for.", SoldOutDetails),
    Code.NOT_RETRACTABLE: Meaning("It is too late to take the bid back.", NoDetails),
    Code.BID_ID_REUSED: Meaning(
        "This `bid_id` was accepted with other details, or from somebody else.", NoDetails
    ),
    Code.OWN_ITEM: Meaning("An auctioneer bids on an item of their own.", NoDetails),
    Code.LIMIT_EXCEEDED: Meaning(
        "The bidder might have to pay more than they may in this sale.", LimitDetails
    ),
    Code.RATE_LIMITED: Meaning(
        "Too many events from this socket, or too many sockets of this user; nothing was decided.",
        RetryDetails,
    ),
    Code.BUSY: Meaning("Too much waits to be decided; nothing was decided.", RetryDetails),
    Code.UNAVAILABLE: Meaning("A store is down; nothing was decided.", NoDetails),
    Code.UNKNOWN: Meaning(
        "The answer was lost on the way; the same `bid_id` sent again tells it.", NoDetails
    ),
    Code.INTERNAL: Meaning("A mistake in the program; send the same `bid_id` again.", NoDetails),
}
