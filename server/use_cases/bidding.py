"""Bidding: placing bids and retracting them."""

import asyncio

import msgspec

from server.bidding.floor import Floor
from server.bidding.settling.records import Answer
from server.domain.commands import PlaceBid, RetractBid
from server.domain.rejection import Rejection
from server.domain.types import BidId, ItemId
from server.identity.identity import Identity
from server.identity.permissions import authenticated
from server.wire.answers import BidAnswer, CommandAnswer, bid_answer, command_answer
from server.wire.requests import Bid, Retract


class PendingBid(msgspec.Struct, frozen=True):
    """A bid that waits on the floor; `answer` is done once it has been settled."""

    bid: Bid
    answer: asyncio.Future[Answer]

    def body(self) -> BidAnswer | Rejection:
        """Return the answer's body or the rejection; `answer` must be done."""
        answer = self.answer.result()
        return answer if isinstance(answer, Rejection) else bid_answer(self.bid, answer)


def begin_bid(floor: Floor, identity: Identity | None, bid: Bid) -> PendingBid:
    """Put a bid on the floor without waiting for its answer; raises Refused `unauthenticated`."""
    command = PlaceBid(
        BidId(bid.bid_id),
        authenticated(identity).bidder,
        bid.amount,
        bid.max_amount,
        bid.quantity,
        raise_own=bid.raise_own,
        confirmed=bid.confirmed,
    )
    return PendingBid(bid, floor.enqueue(ItemId(bid.item_id), command))


async def place_bid(floor: Floor, identity: Identity | None, bid: Bid) -> BidAnswer | Rejection:
    """Place a bid and wait for its answer; raises Refused `unauthenticated`."""
    pending = begin_bid(floor, identity, bid)
    await pending.answer
    return pending.body()


async def retract_bid(
    floor: Floor, identity: Identity | None, request: Retract
) -> CommandAnswer | Rejection:
    """Retract a bid; raises Refused `unauthenticated`."""
    command = RetractBid(BidId(request.bid_id), authenticated(identity).bidder, request.reason)
    answer = await floor.submit(ItemId(request.item_id), command)
    return answer if isinstance(answer, Rejection) else command_answer(answer)
