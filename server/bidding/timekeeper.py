"""The timekeeper has items opened and closed on time.

Every node has one, and none is special. Due items stand in a sorted set per shard and go through the
floor like bids. The first node to hold the lock decides, and the others find the work done (0004).
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

import structlog
from redis import RedisError

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import DUE_MAX, HotState
from server.bidding.settling.records import Accepted, Answer
from server.bidding.settling.settle import Settlement
from server.domain.commands import ObserveTime
from server.domain.types import ItemId, Millis
from server.tasks import repeating

log = structlog.get_logger(__name__)


class Timekeeper:
    """Polls for due items when the next one is due, or sooner if a commit makes another one due."""

    def __init__(
        self,
        hot_state: HotState,
        floor: Floor,
        see_due: Callable[[Sequence[ItemId]], None],
        *,
        see_outages: Callable[[], None] = lambda: None,
        poll_interval_ms: int = 500,
    ) -> None:
        """`poll_interval_ms` bounds the delay until a node learns of a time set on another node.

        `see_due` gets the due items. An item of a sequence is due until it has called the next one.
        `see_outages` is called after each poll, which learns of outages.
        """
        self._see_due = see_due
        self._see_outages = see_outages
        self._hot_state = hot_state
        self._floor = floor
        self._poll_interval_ms = poll_interval_ms
        self._next_poll: Millis = 0
        self._sooner = asyncio.Event()
        self._observed: set[ItemId] = set()
        """Due items that the floor is settling."""
        self._more = False
        """Whether more items may have been due than the last poll returned."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep time while inside."""
        return repeating(self._poll_and_wait, name="timekeeper")

    def notice(self, settlement: Settlement) -> None:
        """Poll sooner if a commit made an item due before the next poll."""
        due_at = settlement.after.due_at if settlement.after else None
        if due_at is not None and due_at < self._next_poll:
            self._sooner.set()

    async def _poll_and_wait(self) -> None:
        self._sooner.clear()
        self._next_poll = self._hot_state.clock.now() + self._poll_interval_ms
        try:
            next_due = await self._observe_all()
        except RedisError as error:
            log.warning("timekeeper_waits_for_redis", error=repr(error))
            next_due = None
        if next_due is not None:
            self._next_poll = min(self._next_poll, next_due)
        await self._wait_until(self._next_poll)

    async def _observe_all(self) -> Millis | None:
        """Have every due item settled; return the moment at which the next one is due, if known."""
        shards = range(self._hot_state.keys.shards)
        found = await asyncio.gather(*(self._hot_state.due(shard) for shard in shards))
        self._see_outages()
        self._more = any(len(item_ids) >= DUE_MAX for item_ids, _ in found)
        for item_ids, _ in found:
            self._see_due(item_ids)
            for item_id in item_ids:
                self._observe(item_id)
        return min((after for _, after in found if after is not None), default=None)

    def _observe(self, item_id: ItemId) -> None:
        """Have an item settled unless it is being settled; a slow one delays no other."""
        if item_id not in self._observed:
            self._observed.add(item_id)
            answer = self._floor.enqueue(item_id, ObserveTime())
            answer.add_done_callback(partial(self._settled, item_id))

    def _settled(self, item_id: ItemId, answer: asyncio.Future[Answer]) -> None:
        self._observed.discard(item_id)
        if self._more and not self._observed and isinstance(answer.result(), Accepted):
            self._sooner.set()

    async def _wait_until(self, moment: Millis) -> None:
        """Wait for a moment on Redis' clock, or until an item is due before it."""
        delay_s = max(0, moment - self._hot_state.clock.now()) / 1000 + 0.001
        try:
            async with asyncio.timeout(delay_s):
                await self._sooner.wait()
        except TimeoutError:
            return
