"""The asyncio queue between journal and archive: tasks read, one task writes in batches.

Nothing waits for the queue. While the archive is down the queue fills, reading stops, and entries stay
in the journal; an entry leaves the journal only once it is in the archive.
"""

import asyncio
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import asyncpg
import structlog
from redis import RedisError

from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import Journal, StreamEntry, age_s
from persistence.writing.writer import REFUSALS, Entry, write
from server.backoff import Backoff
from server.bidding.archive import ArchiveUnavailable
from server.bidding.restoration.losses import Losses
from server.bidding.settling.receipts import bid_event
from server.bidding.settling.records import JournalEntry, Standing, decode_entry
from server.domain.events import ItemReopened
from server.domain.types import ENDED, ItemId
from server.histogram import LONG_SECONDS, SIZES, Histogram
from server.tasks import repeating
from server.tracing.traces import Traces

log = structlog.get_logger(__name__)

BATCH_MAX = 1_000
"""Entries that are written in one transaction."""
QUEUE_SIZE_MAX = 5
"""Batches that are read ahead of the writer."""
GATHER_S = 0.03
GATHER_BUSY_S = 0.1
"""How long a reader lets entries gather after a batch that was not full, and after a large one: the work
of a transaction is shared by more entries, and the archive is still close behind (0142)."""
LARGE_BYTES = 3_000
"""The bytes of a batch that is large: those of some 20 bids in as many entries, or of 30 in one."""
CLAIM_EVERY_S = 1.0
"""How often a reader looks for entries of dead consumers."""
FLUSH_MAX_S = 2.0
"""How long a queue that ends writes what it has read."""
_FLUSH_POLL_S = 0.01
CONTEST_EVERY_S = 5.0
"""How often restoration is asked for because of conflicts, which is longer than most restorations take."""

Contest = Callable[[Collection[ItemId]], Awaitable[None]]


async def _leave(item_ids: Collection[ItemId]) -> None:
    """Leave items as they are."""


def _sizes() -> Histogram:
    return Histogram(SIZES)


def _long_seconds() -> Histogram:
    return Histogram(LONG_SECONDS)


@dataclass(slots=True)
class QueueCounters:
    """A queue's counters: entries `written` and `refused`; `failing` while the archive is unwritable."""

    written: int = 0
    refused: int = 0
    failing: bool = False
    batch_entries: Histogram = field(default_factory=_sizes)
    """Entries of a batch that was written."""
    write_s: Histogram = field(default_factory=Histogram)
    """Seconds that writing a batch took, with its removal from the journal."""
    lag_s: Histogram = field(default_factory=_long_seconds)
    """Seconds from the commit of a batch's oldest entry until it was archived."""

    def batch_written(self, batch: Sequence[StreamEntry], took_s: float) -> None:
        """Count a batch."""
        self.failing = False
        self.written += len(batch)
        self.batch_entries.add(len(batch))
        self.write_s.add(took_s)
        self.lag_s.add(age_s(min(each.entry_id for each in batch)))


class ArchiveQueue:
    """Writes the journal behind to the archive."""

    def __init__(
        self,
        journals: Sequence[Journal],
        pool: GuardedPool,
        *,
        losses: Losses | None = None,
        contest: Contest = _leave,
        written: Callable[[Sequence[Entry]], None] = lambda _: None,
        traces: Traces | None = None,
    ) -> None:
        """Read each of `journals` in a task of its own.

        Events that are set aside are reported to `losses`. `contest` has items restored of which Redis
        has another history than the archive; it may raise `redis.RedisError`. `written` is called with all
        entries that need no further care. The bids in them are recorded in `traces`.
        """
        self.counters = QueueCounters()
        self._losses = losses or Losses()
        self._contest = contest
        self._contest_at = 0.0
        self._written = written
        self._traces = traces
        self._batches: list[Sequence[StreamEntry]] = []
        """Batches that are read and not written yet, oldest first, in and outside of the queue."""
        self._journals = journals
        self._pool = pool
        self._queue: asyncio.Queue[Sequence[StreamEntry]] = asyncio.Queue(QUEUE_SIZE_MAX)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write behind while inside. At the end, what is read is written, unless the archive is away.

        Entries that are not written then stay in the journal.
        """
        async with repeating(self._write_next, name="archive-writer"):
            async with AsyncExitStack() as stack:
                for journal in self._journals:
                    reader = _Reader(journal, self._enqueue)
                    await stack.enter_async_context(repeating(reader.read, name="journal-reader"))
                yield
            with suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_MAX_S):
                    while self._batches and not self.counters.failing:  # noqa: ASYNC110
                        await asyncio.sleep(_FLUSH_POLL_S)

    @property
    def waiting(self) -> int:
        """The number of batches that wait for the writer."""
        return self._queue.qsize()

    def unwritten(self) -> list[tuple[int, bytes]]:
        """Return the entries that are read and not written yet, encoded, each after its epoch."""
        return [(each.epoch, each.encoded) for batch in self._batches for each in batch]

    async def _enqueue(self, batch: Sequence[StreamEntry]) -> None:
        if batch:
            self._batches.append(batch)
            try:
                await self._queue.put(batch)
            except asyncio.CancelledError:
                self._batches.remove(batch)
                raise

    async def _write_next(self) -> None:
        batch = await self._queue.get()
        try:
            await self._write(batch)
        finally:
            self._batches.remove(batch)

    async def _write(self, batch: Sequence[StreamEntry]) -> None:
        """Write a batch, however long it takes; entries that the archive can't hold are set aside."""
        backoff = Backoff()
        while True:
            began = time.monotonic()
            try:
                await self._write_once(batch)
            except REFUSALS as error:
                await self._write_singly(batch, error)
                return
            except (asyncpg.PostgresError, RedisError, OSError, ArchiveUnavailable) as error:
                log.warning("archive_unwritable", entries=len(batch), error=repr(error))
                self.counters.failing = True
                await backoff.wait()
            else:
                self.counters.batch_written(batch, time.monotonic() - began)
                return

    async def _write_once(self, batch: Sequence[StreamEntry]) -> None:
        entries = [(each.epoch, decode_entry(each.encoded)) for each in batch]
        began = time.monotonic()
        written = await write(self._pool, entries)
        if self._traces is not None:
            bids = self._traces.chosen(bids_of(entry for _, entry in entries))
            if bids:
                now = time.monotonic()
                self._traces.batch("archive", bids, began, now, entries=len(entries))
        self._losses.report(written.lost)
        self._written(entries)
        if written.contested and time.monotonic() >= self._contest_at:
            await self._contest(written.contested)
            self._contest_at = time.monotonic() + CONTEST_EVERY_S
        ended, reopened = ended_and_reopened(entry for _, entry in entries)
        await self._journals[0].acknowledge(batch, ended, reopened)

    async def _write_singly(self, batch: Sequence[StreamEntry], error: Exception) -> None:
        """Write the entries of a batch that was refused one by one, so that only the bad ones fail."""
        if len(batch) > 1:
            for each in batch:
                await self._write([each])
            return
        self.counters.refused += 1
        log.error("journal_entry_refused", entry_id=batch[0].entry_id, error=repr(error))
        await self._journals[0].refuse(batch[0], repr(error))


def bids_of(entries: Iterable[JournalEntry]) -> Iterator[tuple[str, str]]:
    """Yield the item and the id of each bid that entries have accepted, automatic ones left out."""
    for entry in entries:
        for event in entry.events:
            if (bid := bid_event(event)) is not None:
                yield entry.item_id, bid.bid_id


def ended_and_reopened(entries: Iterable[JournalEntry]) -> tuple[set[ItemId], set[ItemId]]:
    """Return the items that have ended after their entries, and those that were reopened in them."""
    latest: dict[ItemId, Standing] = {}
    reopened: set[ItemId] = set()
    for entry in entries:
        standing = latest.get(entry.item_id)
        if standing is None or standing.seq < entry.standing.seq:
            latest[entry.item_id] = entry.standing
        if any(isinstance(event, ItemReopened) for event in entry.events):
            reopened.add(entry.item_id)
    ended = {item_id for item_id, each in latest.items() if each.status in ENDED}
    return ended, reopened - ended


def gather_s(batch: Iterable[StreamEntry]) -> float:
    """Return for how long entries gather after a batch."""
    size = sum(len(each.encoded) for each in batch)
    return GATHER_S if size < LARGE_BYTES else GATHER_BUSY_S


class _Reader:
    """Reads one journal onto the queue: first this consumer's unacknowledged entries, then new ones."""

    def __init__(
        self, journal: Journal, enqueue: Callable[[Sequence[StreamEntry]], Awaitable[None]]
    ) -> None:
        self._journal = journal
        self._enqueue = enqueue
        self._joined = False
        self._claim_at = 0.0
        self._backoff = Backoff()

    async def read(self) -> None:
        try:
            if not self._joined:
                await self._journal.join()
                await self._enqueue(await self._journal.read_own(BATCH_MAX))
                self._joined = True
            batch = await self._journal.read(BATCH_MAX)
            await self._enqueue(batch)
            await self._claim()
            if 0 < len(batch) < BATCH_MAX:
                # Without this pause each entry of a busy journal would cost a transaction.
                await asyncio.sleep(gather_s(batch))
            self._backoff.reset()
        except RedisError as error:
            self._joined = False
            log.warning("journal_unreadable", error=repr(error))
            await self._backoff.wait()

    async def _claim(self) -> None:
        """Take over all entries of dead consumers, every CLAIM_EVERY_S."""
        now = time.monotonic()
        if now >= self._claim_at:
            self._claim_at = now + CLAIM_EVERY_S
            while batch := await self._journal.claim(BATCH_MAX):
                await self._enqueue(batch)
