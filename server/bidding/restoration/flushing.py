"""Flushing: commits that this node alone may know are archived before items are restored.

The archive may be away at that moment. Until it is back and has the commits, this node restores nothing,
because an epoch that begins without a commit excludes it for good (0115).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from redis import RedisError

from server.bidding.archive import ArchiveUnavailable
from server.outage import Outage
from server.tasks import repeating

TRY_MAX_S = 1.0
"""Longest time of one try. The next one goes on from there."""
RETRY_S = 0.05
LATE_GRACE_S = 0.5
"""Time for the other nodes, which notice at other moments that the archive is back."""


class Flushing:
    """Flushes a node's commits, in time or later."""

    def __init__(self, flush: Callable[[], Awaitable[None]]) -> None:
        """`flush` archives the commits; it may raise `redis.RedisError` or ArchiveUnavailable."""
        self._flush = flush
        self._late = asyncio.Event()
        """Set while commits that Redis may have lost are not archived."""
        self._era: bytes | None = None
        self._outage = Outage("commits_not_flushed", "commits_flushed_late")

    def running(self) -> AbstractAsyncContextManager[None]:
        """Try again while inside whenever a flush has failed."""
        return repeating(self._flush_late, name="late-flush")

    async def flush(self) -> None:
        """Archive the commits, as far as that can be done now; the rest follows as soon as possible."""
        if not await self._try():
            self._late.set()

    async def before_restoring(self, era: bytes) -> None:
        """Return when nothing is left that an epoch of this era could exclude; raises ArchiveUnavailable.

        Pub/sub may have lost the notice of the loss, so the first restoration of an era flushes too.
        """
        if era != self._era:
            await self.flush()
            self._era = era
        if self._late.is_set():
            raise ArchiveUnavailable("commits that Redis may have lost are not archived yet")

    async def _flush_late(self) -> None:
        await self._late.wait()
        if await self._try():
            await asyncio.sleep(LATE_GRACE_S)
            self._late.clear()
        else:
            await asyncio.sleep(RETRY_S)

    async def _try(self) -> bool:
        try:
            async with asyncio.timeout(TRY_MAX_S):
                await self._flush()
        except (RedisError, OSError, ArchiveUnavailable, TimeoutError) as error:
            self._outage.failed(error=repr(error))
            return False
        self._outage.succeeded()
        return True
