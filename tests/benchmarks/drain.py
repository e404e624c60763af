"""Measures how fast a node archives a backlog of journal entries while it sells.

`make bench-drain` runs this module, on embedded stores on this machine. A floor without an archive fills
the journal while PostgreSQL takes no events; each entry has one bid. Then the node archives them, and the
swarm bids at a fixed rate on other items. It prints the rate at which the backlog was archived, and the
times of the bids meanwhile and of the same load with an empty journal.
"""

import argparse
import asyncio
import json
import logging
import os
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import structlog
import uvloop
from redis.asyncio import Redis

from persistence.migrate import migrate
from server.bidding.floor import Floor
from server.bidding.hot_state.keys import Keys
from server.domain.commands import PlaceBid
from server.domain.types import Bidder, BidId, ItemId, UserId
from server.embedded import embedded_postgres, embedded_valkey
from server.node.app import running_node
from server.node.process.garbage_collection import rare_collections
from server.settings import Settings
from tests.integration.bidding.conftest import HOUSE, floor_on, hot_state_at, put_up
from tests.nodes import ROOT, free_port

ITEMS = 100
BIDDERS = 200
RATE = 1_000
"""Bids per second of the swarm."""
SECONDS = 6
"""The time for which the swarm bids."""
SWEPT_S = 2
"""The time after which a new node has nothing to restore."""
EMPTY = 500
"""Entries in the journal at which the backlog is gone; at any moment it has some of the swarm's bids."""


async def _fill(url: str, redis: Redis, entries: int) -> None:
    """Fill the journal with so many bids."""
    journal = Keys(1).journal(0)
    async with hot_state_at(url) as hot_state, floor_on(hot_state) as floor:
        item_ids = [ItemId(f"item-{number}") for number in range(ITEMS)]
        for item_id in item_ids:
            await put_up(floor, item_id)
        numbers = count(await redis.xlen(journal))
        await asyncio.gather(*(_bid(floor, each, numbers, entries) for each in item_ids))


async def _bid(floor: Floor, item_id: ItemId, numbers: "count[int]", entries: int) -> None:
    for amount in count(100, 10):
        number = next(numbers)
        if number >= entries:
            return
        name = f"user-{number % BIDDERS}"
        bidder = Bidder(UserId(name), f"{name}#00000")
        await floor.submit(
            item_id, PlaceBid(BidId(f"bid-{number}"), bidder, amount, raise_own=True)
        )


async def _swarm(port: int, secret: str, report: Path) -> dict[str, Any]:
    """Bid at the fixed rate on ten items; return the report."""
    swarm = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "loadtest.swarm", "--url", f"http://127.0.0.1:{port}"),
        *("--secret", secret, "--items", "10", "--bidders", "100", "--sockets", "100"),
        *("--rate", str(RATE), "--ramp", "0.5", "--seconds", str(SECONDS)),
        *("--pid", f"server={os.getpid()}", "--json", str(report)),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    await swarm.wait()
    found: dict[str, Any] = json.loads(await asyncio.to_thread(report.read_text))
    return found


async def _length(redis: Redis, *, above: int) -> None:
    """Wait until the journal has no more than so many entries."""
    while await redis.xlen(Keys(1).journal(0)) > above:
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _stores(folder: Path) -> AsyncIterator[tuple[str, str]]:
    async with (
        embedded_valkey(folder, appendfsync="everysec") as redis_url,
        embedded_postgres(folder) as database_url,
    ):
        connection = await asyncpg.connect(database_url)
        await migrate(connection)
        await connection.execute(
            "INSERT INTO users (user_id, handle) VALUES ($1, 'House#00000')", HOUSE.user_id
        )
        await connection.execute(
            "INSERT INTO auctions (auction_id, title, auctioneer, currency, created_at)"
            " VALUES ('sale', 'A sale', $1, 'EUR', 0)",
            HOUSE.user_id,
        )
        await connection.close()
        yield redis_url, database_url


async def _bench(entries: int) -> None:
    with tempfile.TemporaryDirectory(prefix="auction-drain-") as name:
        folder = Path(name)
        async with _stores(folder) as (redis_url, database_url), Redis.from_url(redis_url) as redis:
            port, secret = free_port(), secrets.token_hex(32)
            settings = Settings(
                redis_url=redis_url,
                database_url=database_url,
                port=port,
                secret=secret,
                durability="everysec",
                rate_limits="off",
            )
            async with running_node(settings):
                archive = await asyncpg.connect(database_url)
                await asyncio.sleep(SWEPT_S)
                async with archive.transaction():
                    await archive.execute("LOCK TABLE events IN SHARE MODE")
                    await _fill(redis_url, redis, entries)
                # What the filling has left behind is collected now, and then as rarely as in a node.
                with rare_collections():
                    await _measure(redis, archive, folder, port, secret)


async def _measure(
    redis: Redis, archive: asyncpg.Connection, folder: Path, port: int, secret: str
) -> None:
    # The writer repeats its batch after a pause, and then the backlog begins to go.
    backlog = await redis.xlen(Keys(1).journal(0))
    selling = asyncio.create_task(_swarm(port, secret, folder / "busy.json"))
    await _length(redis, above=backlog - 1)
    began, node, database = time.monotonic(), time.process_time(), _cpu_s(folder)
    backlog = await redis.xlen(Keys(1).journal(0))
    await _length(redis, above=EMPTY)
    took_s = time.monotonic() - began
    node, database = time.process_time() - node, _cpu_s(folder) - database
    print(
        f"{backlog:,} entries in {took_s:.1f} s, {backlog / took_s:,.0f} entries/s;"
        f" CPU per entry: {node / backlog * 1e6:.0f} us in the node (its sales included),"
        f" {database / backlog * 1e6:.0f} us in PostgreSQL"
    )
    await archive.close()
    for when, report in (
        ("meanwhile", await selling),
        (
            "with an empty journal",
            await _swarm(port, secret, folder / "calm.json"),
        ),
    ):
        bids, times = report["bids"], report["bids"]["accepted_ms"]
        print(
            f"{when}: {bids['accepted_per_s']:,.0f} bids/s accepted,"
            f" p50 {times['p50']:.0f} ms, p99 {times['p99']:.0f} ms"
        )


def _cpu_s(folder: Path) -> float:
    """Return the CPU seconds of the PostgreSQL whose files are in `folder`."""
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    backends = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    ticks = 0
    for pid in backends:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run the bench on uvloop, as a node does."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.drain", description=__doc__)
    parser.add_argument("--entries", type=int, default=200_000)
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_bench(arguments.entries))


if __name__ == "__main__":
    main()
