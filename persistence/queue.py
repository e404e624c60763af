"""The asyncio queue between journal and archive: tasks read, one task writes, in batches.

Nothing waits for them. While the archive is down the queue fills, reading stops, and the journal in
Redis keeps what is to be written; an entry leaves the journal only once it is in the archive.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg
import structlog
from redis import RedisError

from persistence.journal import Journal, Line
from persistence.writer import write
from server.bidding.settling.records import decode_entry
from server.domain.lifecycle import ENDED
from server.tasks import repeating

log = structlog.get_logger(__name__)

BATCH_MAX = 500
QUEUE_SIZE_MAX = 10
"""Batches read ahead of the writer."""
GATHER_S = 0.03
"""How long entries gather for the next batch, unless there are more than enough."""
CLAIM_EVERY_S = 1.0
RETRY_MS = 50
RETRY_MAX_MS = 2_000


@dataclass(slots=True)
class QueueCounters:
    """What a queue counts of itself."""

    written: int = 0
    refused: int = 0
    failing: bool = False


class ArchiveQueue:
    """Writes the journal behind to the archive."""

    def __init__(self, journals: Sequence[Journal], pool: asyncpg.Pool) -> None:
        """Each of `journals` is read by a task of its own."""
        self.counters = QueueCounters()
        self._journals = journals
        self._pool = pool
        self._queue: asyncio.Queue[Sequence[Line]] = asyncio.Queue(QUEUE_SIZE_MAX)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write behind while inside. What was read and not written by the end stays in the journal."""
        async with AsyncExitStack() as stack:
            for journal in self._journals:
                reader = _Reader(journal, self._queue)
                await stack.enter_async_context(repeating(reader.read, name="journal-reader"))
            await stack.enter_async_context(repeating(self._write, name="archive-writer"))
            yield

    @property
    def waiting(self) -> int:
        """How many batches have been read and not taken up by the writer."""
        return self._queue.qsize()

    async def _write(self) -> None:
        await self._archive(await self._queue.get())

    async def _archive(self, lines: Sequence[Line]) -> None:
        """Write a batch, for as long as it takes; entries that can't be written are set aside."""
        retry = _Backoff()
        while True:
            try:
                await self._write_batch(lines)
            except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
                await self._write_singly(lines, error)
                return
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, RedisError) as error:
                log.warning("archive_unwritable", entries=len(lines), error=repr(error))
                self.counters.failing = True
                await retry.wait()
            else:
                self.counters.failing = False
                self.counters.written += len(lines)
                return

    async def _write_batch(self, lines: Sequence[Line]) -> None:
        entries = [(line.epoch, decode_entry(line.entry)) for line in lines]
        await write(self._pool, entries)
        ended = {entry.item_id for _, entry in entries if entry.standing.status in ENDED}
        await self._journals[0].done(lines, ended)

    async def _write_singly(self, lines: Sequence[Line], error: Exception) -> None:
        if len(lines) > 1:
            for line in lines:
                await self._archive([line])
            return
        self.counters.refused += 1
        log.error("journal_entry_refused", entry_id=lines[0].entry_id, error=repr(error))
        await self._journals[0].refuse(lines[0], repr(error))


class _Reader:
    """Reads one journal onto the queue: first what this consumer was given before, then what is new."""

    def __init__(self, journal: Journal, queue: asyncio.Queue[Sequence[Line]]) -> None:
        self._journal = journal
        self._queue = queue
        self._joined = False
        self._claim_at = 0.0
        self._backoff = _Backoff()

    async def read(self) -> None:
        try:
            if not self._joined:
                await self._journal.join()
                await self._enqueue(await self._journal.read_own(BATCH_MAX))
                self._joined = True
            lines = await self._journal.read(BATCH_MAX)
            await self._enqueue(lines)
            await self._claim()
            if 0 < len(lines) < BATCH_MAX:
                # Whoever reads every entry at once pays a transaction for each.
                await asyncio.sleep(GATHER_S)
            self._backoff.reset()
        except RedisError as error:
            self._joined = False
            log.warning("journal_unreadable", error=repr(error))
            await self._backoff.wait()

    async def _claim(self) -> None:
        """Take over what a dead consumer has left, all of it; it is looked for now and then."""
        now = time.monotonic()
        if now >= self._claim_at:
            self._claim_at = now + CLAIM_EVERY_S
            while lines := await self._journal.claim(BATCH_MAX):
                await self._enqueue(lines)

    async def _enqueue(self, lines: Sequence[Line]) -> None:
        if lines:
            await self._queue.put(lines)


class _Backoff:
    """Waits longer from one failure to the next."""

    def __init__(self) -> None:
        self._wait_ms = RETRY_MS

    def reset(self) -> None:
        self._wait_ms = RETRY_MS

    async def wait(self) -> None:
        await asyncio.sleep(self._wait_ms / 1000)
        self._wait_ms = min(2 * self._wait_ms, RETRY_MAX_MS)
