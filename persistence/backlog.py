"""The journal's length, and the limit beyond which new bids are refused (0138)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from redis import RedisError
from redis.asyncio import Redis

from persistence.journal import age_s
from server.bidding.hot_state.keys import Keys
from server.outage import Outage
from server.tasks import repeating

MEASURE_EVERY_S, EMPTY_EVERY_S = 0.25, 1.0
"""How often the length is read, and how often while the journal is empty.

The journal may exceed its limit by the entries that are committed between two readings.
"""
REFUSED_EVERY_S = 5.0
"""How often the refused entries are counted. Usually there are none, and those that there are stay."""
ACCEPTED_AGAIN_SHARE = 0.9
"""The share of the limit below which bids are accepted again, so that the state doesn't flap."""


class JournalFullError(Exception):
    """The journal has reached its limit."""


class Backlog:
    """The entries of all shards that are not archived yet, as they were counted last."""

    def __init__(self, redis: Redis, keys: Keys, *, entries_max: int) -> None:
        """Compare the journal with `entries_max` entries; 0 sets no limit."""
        self.entries = 0
        self.oldest_s = 0.0
        """The age of the oldest entry."""
        self.refused = 0
        """The entries that the archive can't hold, in the streams of refused entries."""
        self._redis = redis
        self._streams = [keys.journal(shard) for shard in range(keys.shards)]
        self._refused = [keys.refused(shard) for shard in range(keys.shards)]
        self._refused_at = -REFUSED_EVERY_S
        """When the refused entries were counted, on `time.monotonic()`."""
        self.entries_max = entries_max
        self._outage = Outage("journal_full", "journal_has_room", entries_max=entries_max)

    @property
    def is_full(self) -> bool:
        """Return whether new bids are refused."""
        return self._outage.under_way

    async def check(self) -> None:
        """Return if the journal has room; raises JournalFullError."""
        if self.is_full:
            raise JournalFullError

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Measure the journal now and then while inside."""
        async with repeating(self._measure, name="journal-length"):
            yield

    async def measure(self) -> None:
        """Count the entries; without a reply of Redis the last count stays."""
        try:
            self.entries = sum([await self._redis.xlen(stream) for stream in self._streams])
            self.oldest_s = await self._oldest_s() if self.entries else 0.0
            await self._count_refused()
        except RedisError:
            return
        if self.entries_max and self.entries >= self.entries_max:
            self._outage.failed(entries=self.entries)
        elif self.entries <= self.entries_max * ACCEPTED_AGAIN_SHARE:
            self._outage.succeeded()

    def count_refused_soon(self) -> None:
        """Count the refused entries when the journal is measured next."""
        self._refused_at = -REFUSED_EVERY_S

    async def _oldest_s(self) -> float:
        oldest: list[float] = []
        for stream in self._streams:
            found: Any = await self._redis.xrange(stream, count=1)
            oldest += [age_s(entry_id) for entry_id, _ in found]
        return max(oldest, default=0.0)

    async def _count_refused(self) -> None:
        now = time.monotonic()
        if now >= self._refused_at + REFUSED_EVERY_S:
            self.refused = sum([await self._redis.xlen(stream) for stream in self._refused])
            self._refused_at = now

    async def _measure(self) -> None:
        await self.measure()
        await asyncio.sleep(MEASURE_EVERY_S if self.entries else EMPTY_EVERY_S)
