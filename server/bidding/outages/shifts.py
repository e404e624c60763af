"""Moves items after an outage, before anybody asks for them (0157).

A round makes up for an outage before it decides anything, so nothing depends on this. But a screen would
show an old end, and a falling clock an old price, until the item's next command.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import structlog
from redis import RedisError

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.commands import ObserveTime, ShiftEnd
from server.domain.running.shifts import shift_end
from server.domain.types import ItemId
from server.tasks import repeating

log = structlog.get_logger(__name__)

PAGE = 100
"""Items that are looked at together."""
RECENT_MS = 60_000
"""An outage that ended longer ago was handled by the nodes of that time."""


class OutageShifts:
    """Has the items of each shard moved that an outage concerns. Every node may do it."""

    def __init__(self, hot_state: HotState, floor: Floor) -> None:
        self._hot_state = hot_state
        self._floor = floor
        self._handled: dict[int, ShiftEnd] = {}
        """The latest outage of each shard that has been made up for."""
        self._noticed = asyncio.Event()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Move items while inside."""
        return repeating(self._shift_all, name="outage-shifts")

    def see(self) -> None:
        """Look whether there was an outage; never waits."""
        if any(self._latest(shard) for shard in range(self._hot_state.keys.shards)):
            self._noticed.set()

    def _latest(self, shard: int) -> ShiftEnd | None:
        """Return the latest outage of a shard that is over, if it has not been made up for."""
        outage = self._hot_state.service.over.get(shard)
        if outage is None or outage == self._handled.get(shard):
            return None
        return outage if self._hot_state.clock.now(shard) - outage.until < RECENT_MS else None

    async def _shift_all(self) -> None:
        await self._noticed.wait()
        self._noticed.clear()
        for shard in range(self._hot_state.keys.shards):
            outage = self._latest(shard)
            if outage is None:
                continue
            try:
                moved = await self._shift_shard(shard, outage)
            except RedisError as error:
                # The next poll of the timekeeper brings the outage again.
                log.warning("outage_shifts_wait_for_redis", error=repr(error))
                return
            self._handled[shard] = outage
            missing_ms = outage.until - outage.since
            log.warning("outage_made_up_for", shard=shard, missing_ms=missing_ms, items=moved)

    async def _shift_shard(self, shard: int, outage: ShiftEnd) -> int:
        """Have the items moved that stand in the list of due items; return their number."""
        timed, moved = await self._hot_state.timed_items(shard), 0
        for first in range(0, len(timed), PAGE):
            found = await self._hot_state.read_available(timed[first : first + PAGE])
            concerned = _concerned(list(found.values()), outage)
            await asyncio.gather(
                *(self._floor.enqueue(item_id, ObserveTime()) for item_id in concerned)
            )
            moved += len(concerned)
        return moved


def _concerned(found: Sequence[Snapshot], outage: ShiftEnd) -> list[ItemId]:
    return [
        each.item.listing.item_id for each in found if shift_end(each.item, outage, outage.until)
    ]
