"""The meaning of each rejection code to a client, and the details that come with it.

The rules choose codes and details. This module describes them for the published contract, and tests hold
rejections against it.
"""

from typing import NamedTuple, NotRequired, TypedDict

from server.domain.rejection import Code
from server.domain.types import Amount, Millis
from server.domain.view import StatusName


class FieldError(TypedDict):
    """A wrong field, by its path such as `soft_close.window_ms`; empty for the whole request."""

    field: str
    message: str


class NoDetails(TypedDict):
    """The code has no details."""


class InvalidDetails(TypedDict):
    """The first wrong fields, and the lowest allowed value of `field` where there is one."""

    errors: NotRequired[list[FieldError]]
    field: NotRequired[str]
    minimum: NotRequired[int]


class ClosedDetails(TypedDict):
    """The status in which the item has ended."""

    item_status: StatusName


class TooLowDetails(TypedDict):
    """The lowest allowed amount of the next bid; without `seq` where bids are secret."""

    minimum: Amount
    price: Amount
    seq: NotRequired[int]


class OffLadderDetails(TypedDict):
    """The field of the bid whose amount is not on the ladder."""

    field: str


class ImplausibleDetails(TypedDict):
    """The highest amount or maximum that needs no confirmation, and the quote of the moment."""

    limit: Amount
    minimum: Amount
    price: Amount


class SoldOutDetails(TypedDict):
    """The number of units that are left."""

    remaining: int
    seq: int


class LimitDetails(TypedDict):
    """The bidder's limit in this sale, and the amount reserved for its other items."""

    limit: Amount
    reserved: Amount


class ConflictDetails(TypedDict):
    """The number of the item's latest event, where the command named another one, or the item of a sale."""

    seq: NotRequired[int]
    item_id: NotRequired[str]


class RetryDetails(TypedDict):
    """The time to wait before the next try."""

    retry_after_ms: Millis


class Meaning(NamedTuple):
    """A sentence that explains a code, and the type of its details."""

    sentence: str
    details: type


MEANINGS: dict[Code, Meaning] = {
    Code.INVALID: Meaning(
        "A field is wrong; `errors` names the first ones, or `field` names it.", InvalidDetails
    ),
    Code.UNAUTHENTICATED: Meaning("There is no token, or it is invalid or has expired.", NoDetails),
    Code.FORBIDDEN: Meaning(
        "The role does not allow it, the sale is another auctioneer's, or the bidder is not approved or is"
        " barred from the item after taking a bid back, or blocked by the house.",
        NoDetails,
    ),
    Code.NOT_FOUND: Meaning("There is no such item, sale, bid or route.", NoDetails),
    Code.NOT_OPEN: Meaning("The item is scheduled and has not opened yet.", NoDetails),
    Code.PAUSED: Meaning("The item is paused.", NoDetails),
    Code.CLOSED: Meaning("The item has ended, as `item_status` says.", ClosedDetails),
    Code.TOO_LOW: Meaning("The bid is below the minimum.", TooLowDetails),
    Code.IMPLAUSIBLE: Meaning(
        "The amount or the maximum is implausibly high; the same bid with `confirmed` is taken.",
        ImplausibleDetails,
    ),
    Code.OFF_LADDER: Meaning(
        "The amount is not a whole number of increments above the start price.", OffLadderDetails
    ),
    Code.ALREADY_LEADING: Meaning(
        "The bidder leads and named no `max_amount`; `raise_own` raises the price all the same.",
        TooLowDetails,
    ),
    Code.SOLD_OUT: Meaning("Fewer units are left than the bid asks for.", SoldOutDetails),
    Code.NOT_RETRACTABLE: Meaning("It is too late to retract the bid.", NoDetails),
    Code.CONFLICT: Meaning(
        "Another act excludes this one, such as an award that excludes reopening, or the item has changed "
        "since the event number that the command names.",
        ConflictDetails,
    ),
    Code.BID_ID_REUSED: Meaning(
        "This `bid_id` was accepted with other details or from another bidder.", NoDetails
    ),
    Code.OWN_ITEM: Meaning("Auctioneers can't bid on their own items.", NoDetails),
    Code.LIMIT_EXCEEDED: Meaning(
        "The bidder might have to pay more than their limit in this sale.", LimitDetails
    ),
    Code.RATE_LIMITED: Meaning(
        "Too many events from this socket, too many sockets of this user, or too many HTTP requests of "
        "this user or address; nothing was decided.",
        RetryDetails,
    ),
    Code.BUSY: Meaning("Too many commands wait for a decision; nothing was decided.", RetryDetails),
    Code.UNAVAILABLE: Meaning(
        "A store is down, or bids come faster than they can be archived; nothing was decided.",
        NoDetails,
    ),
    Code.UNKNOWN: Meaning(
        "The answer was lost; send the same request, with the same `bid_id`, again to get it.",
        NoDetails,
    ),
    Code.INTERNAL: Meaning("The server failed; send the same `bid_id` again.", NoDetails),
}
