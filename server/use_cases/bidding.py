"""The use cases of both faces: who may, what is asked of the floor or the hot state, what is answered.

Each takes a parsed request and returns the answer's body, or the floor's rejection as a value; what
can't get as far as the floor raises Refused.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import msgspec
from redis import RedisError

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState, Seen
from server.bidding.settling.records import Answer
from server.domain.commands import (
    AuctioneerCommand,
    CancelItem,
    CloseItem,
    ExtendItem,
    OpenItem,
    PauseItem,
    PlaceBid,
    ResumeItem,
    RetractBid,
    WarnItem,
)
from server.domain.formats import quote
from server.domain.rejection import Code, Rejection
from server.domain.types import BidId, ItemId
from server.domain.view import BidView, view_bid, view_item, view_own
from server.identity.identity import Identity
from server.wire.answers import BidAnswer, CommandAnswer, WatchAnswer, bid_answer
from server.wire.errors import Refused
from server.wire.requests import Bid, Extend, ForItem, Retract, Watch

WATCH_BIDS_MAX = 50
"""Bids that a watcher gets who names no `since`."""
CATCH_UP_MAX = 1_000
"""Events that a watcher may be behind and still be caught up from the archive."""

COMMANDS: dict[str, type[OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem]] = {
    "open": OpenItem,
    "pause": PauseItem,
    "resume": ResumeItem,
    "warn": WarnItem,
    "close": CloseItem,
    "cancel": CancelItem,
}
"""The auctioneer's commands that need nothing but an item; `extend` is the other."""


class History(Protocol):
    """The archive, as far as catching up needs it."""

    async def bids_between(
        self, item_id: ItemId, after: int, before: int
    ) -> Sequence[BidView] | None:
        """Return all bids with after < seq < before, oldest first; None while some are missing."""
        ...

    async def retracted_between(self, item_id: ItemId, after: int, before: int) -> Sequence[int]:
        """Return the numbers of the bids that were taken back by events with after < seq < before."""
        ...


class MissedBids(msgspec.Struct, frozen=True):
    """The bids after an event, oldest first, and the numbers of those that were taken back after it."""

    bids: list[BidView]
    retracted: list[int]


def known(identity: Identity | None) -> Identity:
    """Return the identity of somebody who has one; raises Refused `unauthenticated`."""
    if identity is None:
        raise Refused(Code.UNAUTHENTICATED, "a token is needed for this")
    return identity


class PendingBid(msgspec.Struct, frozen=True):
    """A bid on its way through the floor."""

    bid: Bid
    answer: asyncio.Future[Answer]

    def body(self) -> BidAnswer | Rejection:
        """Return its acknowledgement's body, once `answer` is there."""
        answer = self.answer.result()
        return answer if isinstance(answer, Rejection) else bid_answer(self.bid, answer)


def begin_bid(floor: Floor, identity: Identity | None, bid: Bid) -> PendingBid:
    """Put a bid on the floor, without waiting for its answer."""
    command = PlaceBid(
        BidId(bid.bid_id), known(identity).bidder, bid.amount, bid.max_amount, bid.quantity
    )
    return PendingBid(bid, floor.enqueue(ItemId(bid.item_id), command))


async def place_bid(floor: Floor, identity: Identity | None, bid: Bid) -> BidAnswer | Rejection:
    """Have a bid settled."""
    placed = begin_bid(floor, identity, bid)
    await placed.answer
    return placed.body()


async def retract_bid(
    floor: Floor, identity: Identity | None, request: Retract
) -> CommandAnswer | Rejection:
    """Take a bid back."""
    command = RetractBid(BidId(request.bid_id), known(identity).bidder, request.reason)
    return await _run(floor, request.item_id, command)


async def run_item(
    floor: Floor, identity: Identity | None, name: str, request: ForItem
) -> CommandAnswer | Rejection:
    """Carry out an auctioneer's command, by its name in COMMANDS."""
    return await _run(floor, request.item_id, COMMANDS[name](known(identity).actor))


async def extend_item(
    floor: Floor, identity: Identity | None, request: Extend
) -> CommandAnswer | Rejection:
    """Move an item's end."""
    return await _run(floor, request.item_id, ExtendItem(known(identity).actor, request.ends_at))


async def look_at(
    hot_state: HotState, item_ids: Sequence[ItemId], *, bids_max: int = 0
) -> list[Seen]:
    """Read those items that exist from the hot state; raises Refused `unavailable`."""
    try:
        seen = await hot_state.look(item_ids, bids_max=bids_max)
    except RedisError:
        raise Refused(Code.UNAVAILABLE, "the hot state is down") from None
    return [seen[item_id] for item_id in item_ids if item_id in seen]


async def look_at_one(hot_state: HotState, item_id: ItemId, *, bids_max: int = 0) -> Seen:
    """Read one item; raises Refused `not_found` or `unavailable`."""
    seen = await look_at(hot_state, [item_id], bids_max=bids_max)
    if not seen:
        raise Refused(Code.NOT_FOUND, "there is no such item")
    return seen[0]


async def watch_item(
    hot_state: HotState, history: History, request: Watch, identity: Identity | None = None
) -> tuple[WatchAnswer, int]:
    """Answer a watcher with the item and what they have missed since `since`, never partly in silence.

    Returned beside the answer is the item's seq, in which secret events count too.
    """
    item_id = ItemId(request.item_id)
    seen = await look_at_one(hot_state, item_id, bids_max=hot_state.recent_bids_max)
    if request.since is None:
        bid_count = quote(seen.item, seen.now).bid_count
        whole = len(seen.bids) == bid_count <= WATCH_BIDS_MAX
        missed = MissedBids(_recent_bids(seen), []) if whole else None
    else:
        missed = await missed_bids(history, seen, request.since)
    complete = missed is not None
    if missed is None:
        missed = MissedBids(_recent_bids(seen)[-WATCH_BIDS_MAX:], [])
    answer = WatchAnswer(
        ok=True,
        item=view_item(seen.item, seen.now),
        bids=missed.bids,
        retracted=missed.retracted,
        complete=complete,
        yours=view_own(seen.item, identity.user_id) if identity else None,
    )
    return answer, seen.item.seq


async def missed_bids(history: History, seen: Seen, since: int) -> MissedBids | None:
    """Return all that was bid and taken back after `since`; None when it can't all be had."""
    newer = [bid for bid in _recent_bids(seen) if bid["seq"] > since]
    retracted = set(seen.retracted(since))
    older: list[BidView] = []
    # Of a secret item nobody has missed a bid; once it has closed only the archive shows them.
    # Bids come before what takes them back: where no bid has been dropped, nothing has.
    if len(seen.bids) != quote(seen.item, seen.now).bid_count and since < seen.first_seq - 1:
        if seen.first_seq - since > CATCH_UP_MAX:
            return None
        between = (seen.item.listing.item_id, since, seen.first_seq)
        archived = await history.bids_between(*between)
        if archived is None:
            return None
        retracted |= set(await history.retracted_between(*between))
        # The archive may not have got as far as what the hot state knows to be taken back.
        older = [
            {**bid, "retracted": bid["retracted"] or bid["seq"] in retracted} for bid in archived
        ]
    if len(retracted) > CATCH_UP_MAX:
        return None
    return MissedBids([*older, *newer], sorted(retracted))


def _recent_bids(seen: Seen) -> list[BidView]:
    retracted = seen.retracted()
    return [view_bid(bid, retracted=bid.seq in retracted) for bid in seen.bids]


async def _run(
    floor: Floor, item_id: str, command: AuctioneerCommand | RetractBid
) -> CommandAnswer | Rejection:
    answer = await floor.submit(ItemId(item_id), command)
    return answer if isinstance(answer, Rejection) else CommandAnswer(ok=True, seq=answer.seq)
