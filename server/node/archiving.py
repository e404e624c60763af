"""The archive of a node, put together: it is written behind the hot state, and read when that is lost.

archive queue -> backlog -> commit archiver -> notices of losses -> restorer
"""

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from persistence.archive import Archive
from persistence.backlog import Backlog
from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import journals
from persistence.queue import ArchiveQueue
from persistence.sales.service import ServiceArchive
from persistence.writing.lost_numbers import LostNumbers
from server.bidding.hot_state.keys import Keys
from server.bidding.restoration.commit_archiver import CommitArchiver
from server.bidding.restoration.heard_events import HeardEvents
from server.bidding.restoration.loss_notices import loss_notices, receiving_loss_notices
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.restoration.restorer import Restorer
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.domain.types import ItemId, NodeId
from server.node.stores.connect import Stores
from server.pubsub import Subscription
from server.settings import Settings
from server.tracing.traces import Traces


@dataclass(frozen=True, slots=True)
class Archiving:
    """The archive, and the parts that write it and restore the hot state from it."""

    pool: GuardedPool
    archive: Archive
    queue: ArchiveQueue
    backlog: Backlog
    losses: Losses
    commits: OwnCommits
    archiver: CommitArchiver
    heard_events: HeardEvents
    service: ServiceArchive
    restorer: Restorer
    notices: Subscription

    def takes_bids(self) -> bool:
        """Return whether the archive is not too far behind for more bids."""
        return not self.backlog.is_full

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write and restore while inside."""
        async with (
            self.pool.running(),
            self.archiver.running(),
            self.queue.running(),
            self.backlog.running(),
            self.heard_events.running(),
            receiving_loss_notices(self.notices, self.restorer.flush),
            self.restorer.running(),
        ):
            yield


def archiving(
    settings: Settings,
    stores: Stores,
    keys: Keys,
    node: NodeId,
    *,
    announce_epochs: Callable[[Mapping[ItemId, int]], None],
    traces: Traces | None = None,
) -> Archiving:
    """Put the parts together."""
    losses, commits = Losses(), OwnCommits()
    pool = GuardedPool(stores.database)
    archive, service = Archive(pool, losses), ServiceArchive(pool)
    untrusted = UntrustedHotState(
        stores.redis,
        keys,
        node=node,
        recent_bids_max=settings.recent_bids_max,
        replica_wait_ms=settings.replica_wait_ms,
    )
    queue = ArchiveQueue(
        journals(
            stores.journal,
            keys,
            consumer=settings.node or f"{socket.gethostname()}:{settings.port}",
        ),
        pool,
        losses=losses,
        contest=untrusted.contest,
        written=commits.forget_entries,
        traces=traces,
    )
    archiver = CommitArchiver(
        commits, archive, losses, unwritten=queue.unwritten, contest=untrusted.contest
    )
    restorer = Restorer(
        untrusted,
        archive,
        flush=archiver.flush,
        announce_epochs=announce_epochs,
        service=service,
    )
    return Archiving(
        pool=pool,
        archive=archive,
        queue=queue,
        backlog=Backlog(stores.redis, keys, entries_max=settings.journal_max),
        losses=losses,
        commits=commits,
        archiver=archiver,
        heard_events=HeardEvents(LostNumbers(pool), losses),
        service=service,
        restorer=restorer,
        notices=loss_notices(stores.redis, stores.journal, keys, node),
    )
