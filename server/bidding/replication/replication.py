"""Asks Redis whether a replica has all writes to a shard; rounds that end together share an answer.

0212: the writes of a round are on a replica if a later write on the same server is. So the question is a
script that writes a key without meaning, for replicas alone, and WAIT behind it on the same connection. The
script also returns the shard's era. A server that was promoted meanwhile is in another one.
"""

import asyncio
import time
from contextlib import AbstractAsyncContextManager

from redis import RedisError

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import NotReplicatedError, Scripts
from server.histogram import SHORT_SECONDS, Histogram
from server.outage import Outage
from server.tasks import repeating

RETRY_S = 0.5


class Replication:
    """The replication of each shard."""

    def __init__(self, scripts: Scripts, keys: Keys, *, wait_ms: int) -> None:
        """Wait for a replica for `wait_ms` at most."""
        self.waited_s = Histogram(SHORT_SECONDS)
        """Seconds until a replica had confirmed."""
        self.unconfirmed = 0
        """Questions to which no replica has answered in time."""
        self._scripts = scripts
        self._keys = keys
        self._wait_ms = wait_ms
        self._eras: dict[int, bytes] = {}
        self._failing: set[int] = set()
        self._asked: dict[int, asyncio.Task[bytes]] = {}
        self._next: dict[int, asyncio.Task[bytes]] = {}
        self._outage = Outage("replica_lags", "replica_confirms_again")

    def running(self) -> AbstractAsyncContextManager[None]:
        """Ask again while inside, so that shards which had no replica return into service."""
        return repeating(self._ask_again, name="replication")

    @property
    def is_failing(self) -> bool:
        """Whether the latest question about some shard found no replica."""
        return bool(self._failing)

    def fails(self, shard: int) -> bool:
        """Return whether the latest question about a shard found no replica."""
        return shard in self._failing

    async def era(self, shard: int) -> bytes:
        """Return the era of a shard whose writes reach a replica; raises a RedisError if they may not."""
        return self._eras.get(shard) or await self._answer(shard)

    async def has_reached_replica(self, shard: int, era: bytes) -> bool:
        """Return whether a replica has all writes to the shard since it was found in `era`."""
        try:
            return await self._answer(shard) == era
        except RedisError:
            return False

    async def check(self) -> None:
        """Return if a replica has the writes of every shard; raises a RedisError."""
        await asyncio.gather(*map(self._answer, range(self._keys.shards)))

    async def _answer(self, shard: int) -> bytes:
        """Return the shard's era as found by a question that is asked from now on.

        It is asked once the current one is answered. Until then callers join it.
        """
        question = self._next.get(shard)
        if question is None:
            question = asyncio.create_task(self._ask_after(shard, self._asked.get(shard)))
            question.add_done_callback(_ignore_error)
            self._next[shard] = question
        return await asyncio.shield(question)

    async def _ask_after(self, shard: int, current: asyncio.Task[bytes] | None) -> bytes:
        if current is not None:
            await asyncio.wait([current])
        self._asked[shard] = self._next.pop(shard)
        return await self._ask(shard)

    async def _ask(self, shard: int) -> bytes:
        began, keys = time.monotonic(), [self._keys.trusted(shard), self._keys.replicated(shard)]
        try:
            era, replicas = await self._scripts.run_and_wait(
                "replicate", keys, wait_ms=self._wait_ms
            )
        except RedisError:
            self._eras.pop(shard, None)
            raise
        if not replicas:
            self._eras.pop(shard, None)
            self._failing.add(shard)
            self.unconfirmed += 1
            self._outage.failed(shard=shard)
            raise NotReplicatedError("no replica has confirmed the latest writes in time")
        self.waited_s.add(time.monotonic() - began)
        self._eras[shard] = era
        self._failing.discard(shard)
        if not self._failing:
            self._outage.succeeded()
        return bytes(era)

    async def _ask_again(self) -> None:
        await asyncio.sleep(RETRY_S)
        await asyncio.gather(*map(self._answer, self._failing), return_exceptions=True)


def _ignore_error(question: asyncio.Task[bytes]) -> None:
    """Mark the error of a question as seen: those who wait for the answer get it."""
    if not question.cancelled():
        question.exception()
