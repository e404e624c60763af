"""The commit archiver writes unarchived events that a node knows straight to the archive (0115).

Usually the journal brings them there, and the archiver only finds out which commits have arrived. After
a loss the restorer has it write everything before new epochs begin. Events that a newer epoch excludes
are set aside by the archive, which names them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager

import structlog
from redis import RedisError

from server.bidding.archive import Archive, ArchiveUnavailable
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import CommitNumbers, OwnCommits
from server.domain.types import ItemId
from server.tasks import repeating

log = structlog.get_logger(__name__)

CHECK_EVERY_S = 2.0
"""How often PostgreSQL is asked which commits it has."""
PAGE = 1_000
"""Commits that one query asks for."""
BATCH_MAX = 500
"""Entries that are written in one transaction."""
END_MAX_S = 2.0
"""How long a node that ends tries to archive its commits."""
END_RETRY_S = 0.1

Encoded = tuple[int, bytes]
"""An encoded journal entry, after its epoch."""


def _none() -> list[Encoded]:
    return []


async def _leave(item_ids: Collection[ItemId]) -> None:
    """Leave items as they are."""


class CommitArchiver:
    """Brings a node's own commits, and the journal entries that it has read, into the archive."""

    def __init__(
        self,
        commits: OwnCommits,
        archive: Archive,
        losses: Losses,
        *,
        unwritten: Callable[[], Sequence[Encoded]] = _none,
        contest: Callable[[Collection[ItemId]], Awaitable[None]] = _leave,
    ) -> None:
        """`unwritten` returns journal entries that the node has read and not archived yet.

        `contest` has items restored of which Redis has another history than the archive.
        """
        self._commits = commits
        self._archive = archive
        self._losses = losses
        self._unwritten = unwritten
        self._contest = contest
        self._flushing = asyncio.Lock()
        self._flushed: set[Encoded] = set()
        """Entries that were read and flushed, while the queue still holds them."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Forget commits as they are archived, while inside; at the end archive the others, or name them.

        Only Redis has these, and it may lose them when no node remembers them any longer.
        """
        async with repeating(self._check_later, name="commit-archiver"):
            yield
        try:
            async with asyncio.timeout(END_MAX_S):
                await self._flush_at_last()
        except TimeoutError:
            self._name_left()

    async def flush(self) -> None:
        """Archive everything that this node knows of; raises ArchiveUnavailable.

        A new epoch that begins afterwards contains it all. A call that is given up has archived a
        part, and the next one goes on from there.
        """
        async with self._flushing:
            own = {(each.epoch, each.entry): each for each in self._commits}
            read = dict.fromkeys(self._unwritten())
            self._flushed &= read.keys()
            # An entry of an own commit may have been read from the journal as well.
            entries = [entry for entry in read | own if entry not in self._flushed]
            for batch in _batches(entries):
                await self._keep(batch)
                self._flushed |= read.keys() & set(batch)
                self._commits.forget_all(own[entry] for entry in batch if entry in own)
            await self._name_dropped()
        if entries:
            log.info("commits_flushed", entries=len(entries), own=len(own))

    async def check(self) -> None:
        """Forget the commits that the archive has, and write those that a newer epoch excludes.

        Raises ArchiveUnavailable.
        """
        while page := self._commits.oldest(PAGE):
            states = await self._archive.commit_states(page)
            self._commits.forget_all(states.archived)
            if states.superseded:
                for batch in _batches([(each.epoch, each.entry) for each in states.superseded]):
                    await self._keep(batch)
                self._commits.forget_all(states.superseded)
            if len(states.archived) + len(states.superseded) < PAGE:
                break
        await self._name_dropped()

    async def _check_later(self) -> None:
        await asyncio.sleep(CHECK_EVERY_S)
        try:
            await self.check()
        except (ArchiveUnavailable, RedisError):
            # Others log that a store is away. The commits stay remembered.
            return

    async def _flush_at_last(self) -> None:
        while True:
            try:
                return await self.flush()
            except (ArchiveUnavailable, RedisError):
                await asyncio.sleep(END_RETRY_S)

    def _name_left(self) -> None:
        for left in self._commits.numbers():
            numbers = {"first": left.first, "last": left.last, "events": left.events}
            log.warning("commits_left", item_id=left.item_id, epoch=left.epoch, **numbers)

    async def _keep(self, batch: Sequence[Encoded]) -> None:
        contested = await self._archive.keep(batch)
        if contested:
            await self._contest(contested)

    async def _name_dropped(self) -> None:
        """Name the losses among the commits of which only the numbers are remembered."""
        dropped = self._commits.dropped()
        if not dropped:
            return
        ranges = [(each.item_id, each.first, each.last) for each in dropped]
        states = await self._archive.range_states(ranges)
        for each, state in zip(dropped, states, strict=True):
            if state is None:
                continue
            if state.epoch > each.epoch:
                if state.epoch_seq < each.last:
                    self._report(each, after=state.epoch_seq)
                self._commits.forget_dropped(each)
            elif state.archived == each.last - each.first + 1:
                self._commits.forget_dropped(each)

    def _report(self, dropped: CommitNumbers, after: int) -> None:
        first = max(dropped.first, after + 1)
        count = min(dropped.events, dropped.last - first + 1)
        self._losses.report_unknown(dropped.item_id, dropped.epoch, first, dropped.last, count)


def _batches(entries: Sequence[Encoded]) -> Iterator[Sequence[Encoded]]:
    for first in range(0, len(entries), BATCH_MAX):
        yield entries[first : first + BATCH_MAX]
