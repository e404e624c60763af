"""Measures restoration: a large archive and a Redis that has lost everything, or nothing.

`make bench-restoration` runs this module: a node without faces on embedded stores, all on this machine.
For each sale it prints the time from the loss to the first accepted bid, to the last unchecked item, and
to the last receipt, and the longest lag of the node's event loop meanwhile.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import msgspec
import structlog
import uvloop
from asyncpg.pool import PoolConnectionProxy
from redis.asyncio import Redis

from persistence.migrate import migrate
from persistence.rows import SnapshotRow, bid_row, encoded, event_row, standing_row
from persistence.snapshots import write_snapshots
from server.bidding.hot_state.arguments import SNAPSHOT_EVERY
from server.bidding.hot_state.keys import Keys
from server.bidding.settling.records import Accepted, encode, standing
from server.bidding.settling.settle import settle
from server.domain.commands import OpenItem, PlaceBid, ScheduleItem
from server.domain.events import BidAccepted, Event
from server.domain.evolve import evolve
from server.domain.item import Item
from server.domain.types import Bidder, BidId, ItemId, UserId
from server.embedded import embedded_postgres, embedded_valkey
from server.node.core import Core, running_core
from server.node.process.garbage_collection import rare_collections
from server.node.stores.connect import open_stores
from server.settings import Settings
from server.tasks import cancelled
from tests.integration.bidding.conftest import HOUSE, listing

TEMPLATE = ItemId("item-0")
WAIT_MAX_S = 180


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale in the archive: its items, the bids on each, and whether it has snapshots."""

    items: int
    bids: int
    snapshots: bool = True
    lost: bool = True
    """Whether Redis loses everything, or comes back with all that it had."""

    def __str__(self) -> str:
        loss = "Redis empty" if self.lost else "nothing lost"
        kept = "" if self.snapshots or self.bids < SNAPSHOT_EVERY else ", no snapshots"
        return f"{self.items:,} items x {self.bids:,} bids, {loss}{kept}"


SALES = (
    Sale(10_000, 100),
    Sale(100, 4_000),
    Sale(100, 4_000, snapshots=False),
    Sale(3_000, 10, lost=False),
)


@dataclass(slots=True)
class Result:
    """The times of a restoration, in seconds and milliseconds."""

    first_bid_s: float = 0.0
    swept_s: float = 0.0
    filled_s: float = 0.0
    lag_ms: float = 0.0
    turn_ms: float = 0.0
    """The longest lag in CPU time of the loop's thread, which other processes do not add to."""


def history(bids: int) -> tuple[list[Event], list[Item]]:
    """Return the events of an item with so many bids, and the item after every so many of them."""
    commands = [
        PlaceBid(BidId(f"b{n}"), Bidder(UserId(f"u{n % 50}"), f"u{n % 50}#00000"), 100 + 10 * n)
        for n in range(bids)
    ]
    put_up = (ScheduleItem(HOUSE, listing(TEMPLATE)), OpenItem(HOUSE))
    events = list(settle(None, {}, [*put_up, *commands], 1_000).events)
    item: Item | None = None
    states = []
    for event in events:
        item = evolve(item, event)
        if event.seq % SNAPSHOT_EVERY == 0 or event is events[-1]:
            states.append(item)
    return events, states


async def fill_archive(connection: PoolConnectionProxy, sale: Sale) -> None:
    """Write a sale to an empty archive; all its items have the same history."""
    await connection.execute("TRUNCATE users, auctions CASCADE")
    events, states = history(sale.bids)
    await connection.execute("INSERT INTO users VALUES ('house', 'House#00000')")
    await connection.execute("INSERT INTO users SELECT 'u'||n, 'u'||n FROM generate_series(0,49) n")
    await connection.execute("INSERT INTO auctions VALUES ('sale', 'A sale', 'house', 'EUR', 1)")
    rows = encoded([event_row(TEMPLATE, event) for event in events])
    bids = encoded([bid_row(TEMPLATE, each) for each in events if isinstance(each, BidAccepted)])
    row = standing_row(TEMPLATE, standing(states[-1]))
    await connection.execute(
        "INSERT INTO items (item_id, auction_id, listing, seq, status, price, leader, bid_count) "
        "SELECT 'item-'||n, 'sale', '{}', $1, $2, $3, $4, $5 FROM generate_series(0, $6 - 1) n",
        *(row.seq, row.status, row.price, row.leader, row.bid_count, sale.items),
    )
    await connection.execute(
        "INSERT INTO events SELECT 'item-'||n, seq, at, type, CASE WHEN seq = 1 THEN "
        "jsonb_set(body, '{listing,item_id}', to_jsonb('item-'||n)) ELSE body END "
        "FROM json_to_recordset($1::json) AS row (seq bigint, at bigint, type text, body jsonb), "
        "generate_series(0, $2 - 1) n",
        *(rows, sale.items),
        timeout=WAIT_MAX_S,
    )
    await connection.execute(
        "INSERT INTO bids (item_id, seq, bid_id, bidder, amount, at, auto) "
        "SELECT 'item-'||n, seq, bid_id, bidder, amount, at, auto "
        "FROM json_to_recordset($1::json) AS row (seq bigint, bid_id text, bidder text, "
        "amount bigint, at bigint, auto boolean), generate_series(0, $2 - 1) n",
        *(bids, sale.items),
        timeout=WAIT_MAX_S,
    )
    if sale.snapshots:
        for number in range(sale.items):
            await write_snapshots(connection, snapshots(states[:-1], ItemId(f"item-{number}")))
    await connection.execute("ANALYZE")


def snapshots(states: list[Item], item_id: ItemId) -> list[SnapshotRow]:
    """Return an item's snapshots, which differ from the others' in the item's id only."""
    return [
        SnapshotRow(
            item_id,
            state.seq,
            encode(
                msgspec.structs.replace(
                    state, listing=msgspec.structs.replace(state.listing, item_id=item_id)
                )
            ),
        )
        for state in states
    ]


async def restored(core: Core, redis: Redis, sale: Sale) -> Result:
    """Have Redis lose what the sale says, bid until a bid is accepted, and wait for the sweep."""
    keys, result = Keys(1), Result()
    if sale.lost:
        await redis.flushall()
    else:
        await redis.set(keys.trusted(0), "the replication id of another server")
    began = time.perf_counter()
    # A node's own settings (0036): a full collection stops the loop for tens of milliseconds.
    with rare_collections():
        async with lag(result):
            for number in count():
                bidder = Bidder(UserId("late"), "late#00000")
                bid = PlaceBid(
                    BidId(f"late-{number}"), bidder, 10 * sale.bids + 1_000 + 10 * number
                )
                answer = await core.floor.submit(ItemId(f"item-{sale.items // 2 + number}"), bid)
                if isinstance(answer, Accepted):
                    break
            result.first_bid_s = time.perf_counter() - began
            async with asyncio.timeout(WAIT_MAX_S):
                while not await is_swept(redis):
                    await asyncio.sleep(0.05)
                result.swept_s = time.perf_counter() - began
                while await redis.scard(keys.unfilled(0)):
                    await asyncio.sleep(0.05)
            result.filled_s = time.perf_counter() - began
    return result


async def is_swept(redis: Redis) -> bool:
    """Return whether every live item has been checked."""
    mark = await redis.get(Keys(1).trusted(0))
    return isinstance(mark, bytes) and mark.endswith(b"swept")


@asynccontextmanager
async def lag(result: Result) -> AsyncIterator[None]:
    """Note the longest lag of the event loop while inside."""

    async def watch() -> None:
        while True:
            before, cpu_before = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            late_ms = (time.perf_counter() - before - 0.005) * 1000
            result.lag_ms = max(result.lag_ms, late_ms)
            result.turn_ms = max(result.turn_ms, (time.thread_time() - cpu_before) * 1000)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        await cancelled(task)


async def _bench(numbers: list[int]) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auction-restore-")))
        url = await enter(embedded_valkey(folder))
        database = await enter(embedded_postgres(folder))
        redis = await enter(Redis.from_url(url))
        pool = await enter(asyncpg.create_pool(database, min_size=1, max_size=1))
        connection = await enter(pool.acquire())
        await migrate(connection)
        settings = Settings(redis_url=url, database_url=database, shards=1, bid_timeout_ms=10_000)
        for sale in [SALES[number] for number in numbers]:
            await fill_archive(connection, sale)
            await redis.flushall()
            async with open_stores(settings) as stores, running_core(settings, stores) as core:
                if not sale.lost:
                    await restored(core, redis, sale)
                result = await restored(core, redis, sale)
            print(
                f"{sale!s:<50} first bid {result.first_bid_s:>5.2f} s  all items "
                f"{result.swept_s:>5.1f} s  receipts {result.filled_s:>5.1f} s  "
                f"lag {result.lag_ms:>4.0f} ms, {result.turn_ms:.0f} ms of CPU time",
                flush=True,
            )


def main() -> None:
    """Run the bench on uvloop, as a node does."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.restoration", description=__doc__
    )
    parser.add_argument(
        "sales", type=int, nargs="*", default=list(range(len(SALES))), help="numbers, from 0"
    )
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_bench(arguments.sales))


if __name__ == "__main__":
    main()
