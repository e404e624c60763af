"""The core of a node: bidding over one hot state, and the archive that is written behind it.

stores -> archiving -> floor -> wake-ups -> sequencer -> outage shifts -> timekeeper -> service record
-> acts on sales
"""

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from persistence.archive import Archive
from persistence.backlog import Backlog
from persistence.connecting.guarded_pool import GuardedPool
from persistence.queue import ArchiveQueue
from persistence.sales.acts import SaleActs
from persistence.sales.lots import LotClaims
from persistence.snapshots import Snapshots
from server.bidding.floor import Floor
from server.bidding.groups import GroupShifts
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.reads import ReadsItems
from server.bidding.hot_state.scripts import Scripts
from server.bidding.hot_state.service import OutageLimits, Service
from server.bidding.outages.record import ServiceRecord
from server.bidding.outages.shifts import OutageShifts
from server.bidding.overload.limits import FloorLimits
from server.bidding.replication.replicated_reads import ReplicatedReads
from server.bidding.replication.replication import Replication
from server.bidding.restoration.heard_events import HeardEvents
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.sequencer import PAGE, Sequencer
from server.bidding.settling.settle import Settlement
from server.bidding.timekeeper import Timekeeper
from server.bidding.wakeups import receiving_wakeups, wakeups
from server.domain.types import ItemId, NodeId
from server.identity.handles import HandleCodes
from server.node.archiving import Archiving, archiving
from server.node.stores.connect import Stores
from server.node.stores.durability import Durability
from server.pubsub import Subscription
from server.settings import Settings
from server.tracing.traces import Traces
from server.use_cases.losses import LostBids
from server.use_cases.lots import Lots
from server.use_cases.sale_acts.acting import SaleActing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Announcements(Generic[T]):
    """Passes news of items on to the listeners of the moment."""

    _listeners: list[Callable[[T], None]] = field(default_factory=list)

    def announce(self, news: T) -> None:
        """Call every listener; none of them may wait or fail."""
        for listener in self._listeners:
            listener(news)

    @contextmanager
    def to(self, listener: Callable[[T], None]) -> Iterator[None]:
        """Call `listener` with everything that is announced while inside."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)


@dataclass(frozen=True, slots=True)
class Core:
    """A node without faces."""

    floor: Floor
    hot_state: HotState
    archive: Archive
    pool: GuardedPool
    """The archive's connections, for the stores of sales."""
    queue: ArchiveQueue
    backlog: Backlog
    losses: Losses
    commits: OwnCommits
    heard_events: HeardEvents
    wakeups: Subscription
    announcements: Announcements[Settlement]
    """The commits that changed an item."""
    epochs: Announcements[Mapping[ItemId, int]]
    """The epochs that this node has begun."""
    lost_bids: LostBids
    lots: Lots
    codes: HandleCodes
    durability: Durability
    replication: Replication | None
    """The replication of the shards, where answers wait for a replica."""
    acting: SaleActing
    traces: Traces | None


@asynccontextmanager
async def running_core(
    settings: Settings,
    stores: Stores,
    traces: Traces | None = None,
    *,
    lag_s: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[Core]:
    """Settle commands and write them behind to the archive while inside; record bids in `traces`.

    `lag_s` returns the lag of the loop in seconds.
    """
    core, behind, service = _assembled(settings, stores, traces, lag_s)
    async with (
        behind.running(),
        core.durability.running(),
        core.replication.running() if core.replication else nullcontext(),
        core.floor.open(),
        receiving_wakeups(core.wakeups, core.floor.wake, core.floor.retry),
        _keeping_time(core.hot_state, core.floor, core.archive, core.announcements),
        ServiceRecord(behind.service, lambda: service.served).running(),
        core.acting.running(),
    ):
        yield core


def _assembled(
    settings: Settings, stores: Stores, traces: Traces | None, lag_s: Callable[[], float]
) -> tuple[Core, Archiving, Service]:
    """Make the parts of a core, none of which runs yet."""
    announcements: Announcements[Settlement] = Announcements()
    epochs: Announcements[Mapping[ItemId, int]] = Announcements()
    keys, node = Keys(settings.shards), NodeId(uuid.uuid4().hex[:12])
    behind = archiving(settings, stores, keys, node, announce_epochs=epochs.announce, traces=traces)
    replication = _replication(settings, stores, keys, behind)
    service = _service(settings, behind, replication)
    hot_state = _hot_state(
        settings, stores, keys, node, behind=behind, service=service, replication=replication
    )
    floor = _floor(
        settings,
        behind,
        hot_state,
        announcements,
        replication=replication,
        traces=traces,
        lag_s=lag_s,
    )
    archive, pool = behind.archive, behind.pool
    core = Core(
        floor=floor,
        hot_state=hot_state,
        archive=archive,
        pool=pool,
        queue=behind.queue,
        backlog=behind.backlog,
        losses=behind.losses,
        commits=behind.commits,
        heard_events=behind.heard_events,
        wakeups=wakeups(stores.redis, stores.journal, keys, node),
        announcements=announcements,
        epochs=epochs,
        lost_bids=LostBids(archive, hot_state),
        lots=Lots(LotClaims(pool), hot_state),
        codes=HandleCodes(stores.handle_key),
        durability=Durability(stores.redis, replicated=replication is not None),
        replication=replication,
        acting=SaleActing(floor, hot_state, archive, SaleActs(pool)),
        traces=traces,
    )
    return core, behind, service


@asynccontextmanager
async def _keeping_time(
    hot_state: HotState, floor: Floor, archive: Archive, announcements: Announcements[Settlement]
) -> AsyncIterator[None]:
    """Open and end items in time while inside, call the next of a sequence, and move ends."""
    sequencer = Sequencer(hot_state, floor, partial(archive.item_ids, limit=PAGE))
    shifts, group_shifts = OutageShifts(hot_state, floor), GroupShifts(hot_state, floor)
    timekeeper = Timekeeper(hot_state, floor, sequencer.see, see_outages=shifts.see)
    async with (
        sequencer.running(),
        shifts.running(),
        group_shifts.running(),
        timekeeper.running(),
    ):
        with announcements.to(timekeeper.notice), announcements.to(group_shifts.notice):
            yield


def _hot_state(
    settings: Settings,
    stores: Stores,
    keys: Keys,
    node: NodeId,
    *,
    behind: Archiving,
    service: Service,
    replication: Replication | None,
) -> HotState:
    return HotState(
        stores.redis,
        keys,
        RedisClock(),
        node=node,
        recent_bids_max=settings.recent_bids_max,
        restoration=behind.restorer,
        service=service,
        confirmed=_confirmed(replication, keys, behind.archive),
    )


def _floor(
    settings: Settings,
    behind: Archiving,
    hot_state: HotState,
    announcements: Announcements[Settlement],
    *,
    replication: Replication | None,
    traces: Traces | None,
    lag_s: Callable[[], float],
) -> Floor:
    return Floor(
        hot_state,
        announce=announcements.announce,
        limits=_limits(settings),
        commits=behind.commits,
        snapshots=Snapshots(behind.pool),
        takes_bids=behind.takes_bids,
        replication=replication,
        traces=traces,
        lag_s=lag_s,
    )


def _replication(
    settings: Settings, stores: Stores, keys: Keys, behind: Archiving
) -> Replication | None:
    if settings.replica_wait_ms is None:
        return None
    scripts = Scripts(stores.redis, untrusted=behind.restorer.hot_state_lost)
    return Replication(scripts, keys, wait_ms=settings.replica_wait_ms)


def _confirmed(
    replication: Replication | None, keys: Keys, archive: Archive
) -> Callable[[ReadsItems], ReadsItems]:
    if replication is None:
        return lambda reads: reads
    return partial(ReplicatedReads, replication=replication, keys=keys, archived=archive.positions)


def _service(settings: Settings, behind: Archiving, replication: Replication | None) -> Service:
    limits = OutageLimits(
        outage_min_ms=settings.outage_min_ms,
        margin_ms=settings.outage_margin_ms,
        return_ms=settings.outage_return_ms,
    )

    def takes_bids() -> bool:
        return behind.takes_bids() and not (replication and replication.is_failing)

    return Service(limits, takes_bids=takes_bids)


def _limits(settings: Settings) -> FloorLimits:
    return FloorLimits(
        queue_size_max=settings.queue_size_max,
        bid_timeout_ms=settings.bid_timeout_ms,
        lock_ttl_ms=settings.lock_ttl_ms,
    )
