"""Events of other nodes that this node has heard of: lost ones are named by their numbers (0237).

The node that committed an event has its content, and names it if it is lost. If that node has died, the
nodes whose rooms were sent the event still know its number.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from server.bidding.archive import ArchiveUnavailable
from server.bidding.restoration.losses import Losses
from server.domain.types import UNKNOWN_EPOCH, ItemId, Position
from server.tasks import repeating

ITEMS_MAX = 10_000
"""Items whose numbers wait to be compared. Any more are left out."""
WAIT_S = 5.0
"""Time for the nodes that have the content to archive it, or to set it aside."""
RETRY_S = 1.0


class Numbers(NamedTuple):
    """Numbers of an item's events, `first` to `last`; `events` of them are meant."""

    item_id: ItemId
    epoch: int
    first: int
    last: int
    events: int


class LostNumbers(Protocol):
    """The archive's answer to which numbers are lost."""

    async def unnamed(self, heard: Sequence[tuple[ItemId, int, int]]) -> Collection[Numbers]:
        """Return the numbers up to those heard of, by item and epoch, that are lost and not set aside.

        Raises ArchiveUnavailable.
        """
        ...


class HeardEvents:
    """The last event that this node has heard of in each epoch that has ended since."""

    def __init__(self, archive: LostNumbers, losses: Losses) -> None:
        self._archive = archive
        self._losses = losses
        self._heard: dict[tuple[ItemId, int], int] = {}
        self._any = asyncio.Event()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Name lost events while inside."""
        return repeating(self._name_later, name="heard-events")

    def superseded(self, item_id: ItemId, heard: Position) -> None:
        """Note the last event that was heard of in an epoch that has ended; it never waits."""
        key = item_id, heard.epoch
        if heard.epoch == UNKNOWN_EPOCH or (
            len(self._heard) >= ITEMS_MAX and key not in self._heard
        ):
            return
        self._heard[key] = max(heard.seq, self._heard.get(key, 0))
        self._any.set()

    async def name(self) -> None:
        """Name those of the noted events that are lost; raises ArchiveUnavailable."""
        heard = dict(self._heard)
        found = await self._archive.unnamed([(*key, seq) for key, seq in heard.items()])
        for each in found:
            self._losses.report_unknown(*each)
        for key, seq in heard.items():
            if self._heard[key] == seq:
                del self._heard[key]

    async def _name_later(self) -> None:
        await self._any.wait()
        self._any.clear()
        await asyncio.sleep(WAIT_S)
        try:
            await self.name()
        except ArchiveUnavailable:
            # Others log that the archive is away.
            self._any.set()
            await asyncio.sleep(RETRY_S)
