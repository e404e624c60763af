"""Moves the items of a group when its end has moved, before anybody asks for them (0160).

A round moves an item to the end of its group before it decides anything, so nothing depends on this. But
a screen would show an old end until the item's next command.
"""

import asyncio
from contextlib import AbstractAsyncContextManager

import structlog
from redis import RedisError

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.settling.group_ends import group_of, running_end
from server.bidding.settling.settle import Settlement
from server.domain.commands import FollowGroup, ObserveTime
from server.domain.events import EndShifted, ShiftCause
from server.domain.running.shifts import follow_group
from server.domain.types import Millis
from server.tasks import repeating

log = structlog.get_logger(__name__)

PAGE = 100
"""Items that are looked at together."""


class GroupShifts:
    """Has the items of a group moved when this node has committed a later end of it."""

    def __init__(self, hot_state: HotState, floor: Floor) -> None:
        self._hot_state = hot_state
        self._floor = floor
        self._moved: dict[tuple[int, str], Millis] = {}
        """The ends of groups that their items have not followed yet, by shard and group."""
        self._noticed = asyncio.Event()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Move items while inside."""
        return repeating(self._shift_all, name="group-shifts")

    def notice(self, settlement: Settlement) -> None:
        """Take in a commit, which may have moved the end of a group; never waits."""
        item, ends_at = settlement.after, running_end(settlement.after)
        if item is None or ends_at is None or item.listing.closes_with is None:
            return
        if ends_at > _known_end(settlement):
            key = self._hot_state.keys.shard(item.listing.item_id), group_of(item.listing)
            self._moved[key] = max(ends_at, self._moved.get(key, 0))
            self._noticed.set()

    async def _shift_all(self) -> None:
        await self._noticed.wait()
        self._noticed.clear()
        moved, self._moved = self._moved, {}
        for (shard, group), ends_at in moved.items():
            try:
                await self._shift_group(shard, group, ends_at)
            except RedisError as error:
                # The items follow when they are due.
                log.warning("group_not_shifted", group=group, error=repr(error))

    async def _shift_group(self, shard: int, group: str, ends_at: Millis) -> None:
        """Have the items moved that would end before their group."""
        due = await self._hot_state.timed_items(shard, before=ends_at)
        for first in range(0, len(due), PAGE):
            found = await self._hot_state.read_available(due[first : first + PAGE])
            late = [
                item_id
                for item_id, each in found.items()
                if group_of(each.item.listing) == group
                and follow_group(each.item, FollowGroup(ends_at), each.now)
            ]
            await asyncio.gather(*(self._floor.enqueue(item_id, ObserveTime()) for item_id in late))


def _known_end(settlement: Settlement) -> Millis:
    """Return the end that the item had before, or the group's to which the commit moved it."""
    followed = [
        event.ends_at or 0
        for event in settlement.events
        if isinstance(event, EndShifted) and event.cause is ShiftCause.GROUP
    ]
    return max(running_end(settlement.before) or 0, *followed, 0)
