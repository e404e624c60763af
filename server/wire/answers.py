"""The bodies of acknowledgements, which HTTP shares."""

from typing import Annotated, Literal, TypedDict

import msgspec

from server.bidding.settling.records import Accepted
from server.domain.types import Amount, Millis, Role
from server.domain.view import BidView, ItemView, OwnView
from server.wire.requests import Bid

RoleName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Role)]})]


class BidAnswer(TypedDict):
    """An accepted bid, with the item's state right after it; `leading` if the bidder leads."""

    ok: Literal[True]
    bid_id: str
    item_id: str
    seq: int
    price: Amount
    minimum: Amount
    leading: bool
    ends_at: Millis | None


class CommandAnswer(TypedDict):
    """A command that was carried out, with the item's last event number."""

    ok: Literal[True]
    seq: int


class WatchAnswer(TypedDict):
    """An item and its bids, oldest first; `complete` if no bid after `since` is missing.

    `retracted` holds the numbers of the bids that were retracted after `since`, whenever they were
    placed. `yours` is the watcher's own maximum or offer, if they have one.
    """

    ok: Literal[True]
    item: ItemView
    bids: list[BidView]
    retracted: list[int]
    complete: bool
    yours: OwnView | None


class Done(TypedDict):
    """Success, without further fields."""

    ok: Literal[True]


class ClockAnswer(TypedDict):
    """The server's clock in ms since the epoch, beside the `sent_at` of the request."""

    ok: Literal[True]
    sent_at: float
    server_time: Millis


class AuthenticateAnswer(TypedDict):
    """The socket's new identity; `expires_at` in seconds since the epoch.

    A handle is the user's when the part after its last `#` is that of `handle`, whatever the name, or is
    `former_code`, in what earlier versions stored.
    """

    ok: Literal[True]
    user_id: str
    role: RoleName
    expires_at: int
    handle: str
    former_code: str


def bid_answer(bid: Bid, accepted: Accepted) -> BidAnswer:
    """Build the answer to an accepted bid."""
    return answer_of(bid.bid_id, bid.item_id, accepted)


def answer_of(bid_id: str, item_id: str, accepted: Accepted) -> BidAnswer:
    """Build the answer to an accepted bid, by the names of the bid and its item."""
    return {
        "ok": True,
        "bid_id": bid_id,
        "item_id": item_id,
        "seq": accepted.seq,
        "price": accepted.price,
        "minimum": accepted.minimum,
        "leading": accepted.leading,
        "ends_at": accepted.ends_at,
    }


def command_answer(accepted: Accepted) -> CommandAnswer:
    """Build the answer to an accepted retraction or auctioneer's command."""
    return CommandAnswer(ok=True, seq=accepted.seq)
