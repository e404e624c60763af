"""The end of an item's history: its events since a snapshot in the archive, instead of all its bids (0091).

It replaces the whole history for a retraction only if the retraction has the same result with both.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from typing import Protocol

import msgspec
from msgspec.structs import replace

from server.bidding.archive import ArchiveUnavailable
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Receipt
from server.bidding.settling.replay import Replay
from server.domain.commands import AwardItem, Command, EarlierBids, RetractBid, VoidBid
from server.domain.events import BidsRemoved, Event
from server.domain.item import Item
from server.domain.retraction import in_last_hours
from server.domain.types import BidId, ItemId, Millis, UserId

ARCHIVE_WAIT_S = 0.5
"""How long the archive may take to have the item's last event, and to return what is read."""
ARCHIVE_RETRY_S = 0.02


class Snapshots(Protocol):
    """The archive's snapshots and the events between them. Methods raise ArchiveUnavailable."""

    async def before(
        self, item_id: ItemId, seq: int, bidders: Collection[UserId]
    ) -> Sequence[Item]:
        """Return an item's latest snapshots before an event and all bids of some bidders, latest first."""
        ...

    def events(self, item_id: ItemId, after: int, last: int) -> AsyncIterator[Sequence[Event]]:
        """Read an item's events after a number, in pieces, up to event `last` or the first gap."""
        ...


class NoSnapshots:
    """The stand-in for a floor without an archive."""

    async def before(self, *_: object) -> Sequence[Item]:
        """Find none."""
        return ()

    async def events(self, *_: object) -> AsyncIterator[Sequence[Event]]:
        """Read none."""
        return
        yield


class Beginnings(msgspec.Struct, frozen=True):
    """Snapshots from which the late history of some commands may be read, the latest one first."""

    snapshots: Sequence[Item] = ()
    retracting: frozenset[UserId] = frozenset()
    """The bidders who retract bids."""
    newcomers: frozenset[UserId] = frozenset()
    """Those of them whose bids all come after the snapshots."""

    def split(self, seq: int) -> tuple["Beginnings", "Beginnings"]:
        """Divide the snapshots into those from event `seq` on, and earlier ones."""
        near = [each for each in self.snapshots if each.seq >= seq]
        return replace(self, snapshots=near), replace(self, snapshots=self.snapshots[len(near) :])


class LateHistory(msgspec.Struct, frozen=True):
    """The receipts of an item's late bids, and the item before them."""

    receipts: Mapping[BidId, Receipt]
    earlier: EarlierBids


class LateHistories:
    """Reads late histories of items whose locks are held."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots

    async def beginnings(
        self, held: HeldItem, commands: Iterable[Command], now: Millis
    ) -> Beginnings:
        """Find snapshots before every bid that commands may remove; none if it can't be done in time."""
        item, first = held.item, set[int]()
        retracting, newcomers = set[UserId](), set[UserId]()
        assert item is not None, "an item with receipts exists"
        for command in commands:
            if isinstance(command, AwardItem):
                return Beginnings()
            if isinstance(command, RetractBid | VoidBid) and command.bid_id in held.receipts:
                receipt = held.receipts[command.bid_id]
                first.add(receipt.seq or receipt.answer.seq)
            if isinstance(command, RetractBid):
                retracting.add(command.by.user_id)
                if not in_last_hours(item, now):
                    newcomers.add(command.by.user_id)
        try:
            async with asyncio.timeout(ARCHIVE_WAIT_S):
                snapshots = await self._snapshots.before(
                    item.listing.item_id, min(first, default=item.seq), newcomers
                )
        except (ArchiveUnavailable, TimeoutError):
            return Beginnings()
        return Beginnings(snapshots, frozenset(retracting), frozenset(newcomers))

    async def read(self, item: Item, found: Beginnings) -> LateHistory | None:
        """Read the history of an item from the latest snapshot that serves; None if none does."""
        try:
            async with asyncio.timeout(ARCHIVE_WAIT_S):
                for snapshot in found.snapshots:
                    receipts = await self._receipts(item, snapshot)
                    if receipts is not None and _rivals_show(found.retracting, snapshot, receipts):
                        return LateHistory(receipts, EarlierBids(snapshot, found.newcomers))
        except (ArchiveUnavailable, TimeoutError):
            pass
        return None

    async def _receipts(self, item: Item, snapshot: Item) -> Mapping[BidId, Receipt] | None:
        """Return the receipts since a snapshot, or None if the rules need more than it has.

        They need more if a bid before it was removed after it, or if it lacks the price by the
        proxy rule (of an earlier version, or sold at a buy-now price and reopened).
        """
        if snapshot.closed_at or (snapshot.leader is not None and snapshot.resolved_price is None):
            return None
        history, removed = Replay(snapshot), set[BidId]()
        while True:
            after = snapshot.seq if history.item is None else history.item.seq
            async for events in self._snapshots.events(item.listing.item_id, after, item.seq):
                for event in events:
                    history.add(event)
                    if isinstance(event, BidsRemoved):
                        removed.update(event.bid_ids)
            if history.item is not None and history.item.seq >= item.seq:
                break
            await asyncio.sleep(ARCHIVE_RETRY_S)
        receipts = history.take_receipts()
        # The archive must have the history that Redis has.
        return receipts if history.item == item and removed <= receipts.keys() else None


def _rivals_show(
    bidders: Iterable[UserId], snapshot: Item, receipts: Mapping[BidId, Receipt]
) -> bool:
    """Return whether each bidder has a rival since the snapshot, so earlier ones do not matter (0093)."""
    late = {receipt.bidder for receipt in receipts.values()}
    if snapshot.leader is not None:
        late.add(snapshot.leader.user_id)
    return all(late - {bidder} for bidder in bidders)
