"""A node without faces, whose Redis may lose data and whose archive may be out of reach."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from redis.asyncio import Redis

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import Journal
from persistence.queue import ArchiveQueue
from server.bidding.archive import ArchivedItem, ArchiveUnavailable
from server.bidding.floor import Floor
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.overload.limits import FloorLimits
from server.bidding.restoration.commit_archiver import CommitArchiver
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.restoration.restorer import Restorer
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.bidding.settling.records import Accepted, Answer
from server.bidding.wakeups import receiving_wakeups, wakeups
from server.domain.auction import Auction
from server.domain.commands import OpenItem, PlaceBid, ScheduleItem
from server.domain.types import AuctionId, Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing, new_node_id
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S

KEYS = Keys(1)


class Unpluggable(Archive):
    """The real archive, which can be out of reach."""

    reachable = True

    async def live_items(self) -> list[ItemId]:
        if not self.reachable:
            raise ArchiveUnavailable("unplugged")
        return await super().live_items()

    async def archived_items(self, item_ids: Sequence[ItemId]) -> dict[ItemId, ArchivedItem]:
        if not self.reachable:
            raise ArchiveUnavailable("unplugged")
        return await super().archived_items(item_ids)


@dataclass(frozen=True, slots=True)
class Desk:
    """A node without faces."""

    floor: Floor
    hot_state: HotState
    archive: Unpluggable
    pool: asyncpg.Pool
    redis: Redis
    losses: Losses
    commits: OwnCommits
    archiver: CommitArchiver
    queue: ArchiveQueue

    async def put_up(self, item_id: ItemId = LAMP, **rules: Any) -> None:
        house = Auction(AuctionId("sale"), "A sale", HOUSE.user_id, "House#aaaaa", "EUR", 1)
        await self.archive.add_auction(house)
        await self.archive.add_listing(listing(item_id, **rules))
        await self.floor.submit(item_id, ScheduleItem(HOUSE, listing(item_id, **rules)))
        await self.floor.submit(item_id, OpenItem(HOUSE))

    async def bid(self, amount: int, user: str = "ann", item_id: ItemId = LAMP) -> Answer:
        bidder = Bidder(UserId(user), f"{user}#aaaaa")
        bid = PlaceBid(BidId(f"{user}-{amount}"), bidder, amount, raise_own=True)
        return await self.floor.submit(item_id, bid)

    async def seq(self, amount: int, user: str = "ann") -> int:
        """Bid what must be accepted; return the bid's number."""
        answer = await self.bid(amount, user)
        assert isinstance(answer, Accepted), answer
        return answer.seq

    def forget(self) -> None:
        """Have this node forget its commits: one that is killed archives none at its end."""
        self.commits.forget_all(list(self.commits))

    async def archived(self, seq: int, item_id: ItemId = LAMP) -> None:
        """Wait until the archive has come as far as `seq`, and not further."""
        query = "SELECT count(*), max(seq) FROM events WHERE item_id = $1"
        async with asyncio.timeout(WAIT_MAX_S):
            while tuple(*await self.pool.fetch(query, item_id)) != (seq, seq):
                await asyncio.sleep(0.01)


@asynccontextmanager
async def desk_on(stores: StoreUrls, *, archiving: bool = True) -> AsyncIterator[Desk]:
    """Run a desk; one that is not archiving leaves that to others."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        pool = await enter(asyncpg.create_pool(stores.database, min_size=1, max_size=4))
        redis = await enter(Redis.from_url(stores.redis))
        losses, node = Losses(), new_node_id()
        archive = Unpluggable(GuardedPool(pool), losses)
        untrusted = UntrustedHotState(redis, KEYS, node=node, recent_bids_max=5)
        commits = OwnCommits()
        parts = {"losses": losses, "contest": untrusted.contest, "written": commits.forget_entries}
        queue = archive_queue(redis, pool, **parts)
        archiver = CommitArchiver(commits, archive, losses, unwritten=queue.unwritten)
        restorer = Restorer(untrusted, archive, flush=archiver.flush)
        hot_state = HotState(
            redis, KEYS, RedisClock(), node=node, recent_bids_max=5, restoration=restorer
        )
        if archiving:
            await enter(queue.running())
        await enter(archiver.running())
        await enter(restorer.running())
        limits = FloorLimits(bid_timeout_ms=WAIT_MAX_S * 1000)
        floor = Floor(hot_state, announce=lambda _: None, limits=limits, commits=commits)
        await enter(floor.open())
        woken = wakeups(redis, redis, KEYS, hot_state.node)
        await enter(receiving_wakeups(woken, floor.wake))
        yield Desk(floor, hot_state, archive, pool, redis, losses, commits, archiver, queue)


def archive_queue(redis: Redis, pool: asyncpg.Pool, **parts: Any) -> ArchiveQueue:
    return ArchiveQueue([Journal(redis, KEYS, consumer="quick")], GuardedPool(pool), **parts)


async def keep(redis: Redis) -> dict[str | bytes, bytes]:
    """Remember all that Redis holds, as a file or a replica would that then falls behind."""
    dumps = {key: await redis.dump(key) for key in await redis.keys("*")}
    return {key: dump for key, dump in dumps.items() if dump is not None}


async def fall_back(
    redis: Redis, kept: dict[str | bytes, bytes], *, unnoticed: bool = False
) -> None:
    """Have Redis come back with what it held when it was kept, as after a restart or a failover.

    If that stays `unnoticed`, the server has the same replication id as before.
    """
    async with redis.pipeline(transaction=True) as pipe:
        pipe.script_flush()
        pipe.flushall()
        for key, value in kept.items():
            pipe.restore(key, 0, value, replace=True)
        if not unnoticed:
            pipe.set(KEYS.trusted(0), "the replication id of another server")
        await pipe.execute()
