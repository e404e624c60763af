"""What clients are answered: the acknowledgements, whose bodies HTTP shares."""

from typing import Annotated, Literal, TypedDict

import msgspec

from server.bidding.settling.records import Accepted
from server.domain.types import Amount, Millis, Role
from server.domain.view import BidView, ItemView, OwnView
from server.wire.requests import Bid

RoleName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Role)]})]


class BidAnswer(TypedDict):
    """An accepted bid: the item's figures right after it; `leading`: the bidder leads."""

    ok: Literal[True]
    bid_id: str
    item_id: str
    seq: int
    price: Amount
    minimum: Amount
    leading: bool
    ends_at: Millis | None


class CommandAnswer(TypedDict):
    """A carried out auctioneer's command: the item's last event number."""

    ok: Literal[True]
    seq: int


class WatchAnswer(TypedDict):
    """An item and its bids, oldest first; `complete`: no bid after `since` is missing.

    `retracted` are the numbers of the bids that were taken back after `since`, made before or after it.
    `yours` is the watcher's own maximum or offer, if they have one.
    """

    ok: Literal[True]
    item: ItemView
    bids: list[BidView]
    retracted: list[int]
    complete: bool
    yours: OwnView | None


class Done(TypedDict):
    """Nothing more to say."""

    ok: Literal[True]


class ClockAnswer(TypedDict):
    """The server's clock in ms since the epoch, beside what the client sent."""

    ok: Literal[True]
    sent_at: float
    server_time: Millis


class AuthenticateAnswer(TypedDict):
    """Who the socket now is; `expires_at` in seconds since the epoch."""

    ok: Literal[True]
    user_id: str
    role: RoleName
    expires_at: int
    handle: str


def bid_answer(bid: Bid, accepted: Accepted) -> BidAnswer:
    """Build the answer to an accepted bid."""
    return BidAnswer(
        ok=True,
        bid_id=bid.bid_id,
        item_id=bid.item_id,
        seq=accepted.seq,
        price=accepted.price,
        minimum=accepted.minimum,
        leading=accepted.leading,
        ends_at=accepted.ends_at,
    )


def command_answer(accepted: Accepted) -> CommandAnswer:
    """Build the answer to an accepted retraction or auctioneer's command."""
    return CommandAnswer(ok=True, seq=accepted.seq)
