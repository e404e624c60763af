"""Measures the bidding path alone: from `Floor.submit` to its answer, on a real Redis.

`make bench-floor` runs this module. There are no sockets and no archive. The bidders are in a closed
loop: each sends its next bid once the last is answered. For each contention and durability it prints the
cost of a bid in this process and in Redis: calls, commands within them, bytes and CPU time.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import uvloop
from redis.asyncio import Redis

from server.bidding.floor import Floor
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import Scripts
from server.bidding.replication.replication import Replication
from server.bidding.settling.records import Accepted
from server.bidding.wakeups import receiving_wakeups, wakeups
from server.domain.commands import PlaceBid
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import floor_on, hot_state_at, put_up
from tests.redis_servers import AT_ONCE, eventually, follows, server


@dataclass(frozen=True, slots=True)
class Load:
    """The size of a run. All nodes share this process, so its CPU time is that of all nodes."""

    nodes: int
    items: int
    bidders: int


LOADS = (
    Load(1, 1, 1),
    Load(1, 1, 50),
    Load(2, 1, 50),
    Load(1, 50, 50),
    Load(1, 100, 100),
    Load(1, 500, 500),
)


@dataclass(frozen=True, slots=True)
class Counters:
    """What Redis has counted: script calls, all commands, bytes received and sent, and its CPU in s."""

    calls: int
    commands: int
    received: int
    sent: int
    cpu: float


@dataclass(slots=True)
class Tally:
    """The counters of a run's answers."""

    accepted: int = 0
    answered_ms: list[float] = field(default_factory=list)


async def _bid_until(
    floor: Floor,
    item_id: ItemId,
    name: str,
    *,
    amounts: Iterator[int],
    stop_at: float,
    tally: Tally,
) -> None:
    """Bid in a closed loop; an item's bidders outbid each other, so nearly all bids are accepted."""
    bidder = Bidder(UserId(name), f"{name}#00000")
    for number in count():
        if time.perf_counter() >= stop_at:
            return
        bid = PlaceBid(BidId(f"{name}-{number}"), bidder, next(amounts), raise_own=True)
        sent = time.perf_counter()
        answer = await floor.submit(item_id, bid)
        tally.accepted += isinstance(answer, Accepted)
        tally.answered_ms.append((time.perf_counter() - sent) * 1000)


async def _run(redis: Redis, url: str, durability: str, load: Load, seconds: float) -> str:
    await redis.flushall()
    async with AsyncExitStack() as stack:
        floors = [
            await stack.enter_async_context(_node(url, replicated=durability == "replicated"))
            for _ in range(load.nodes)
        ]
        item_ids = [ItemId(f"item-{number}") for number in range(load.items)]
        for item_id in item_ids:
            await put_up(floors[0], item_id)
        amounts = [count(100, 10) for _ in item_ids]
        tallies = [Tally() for _ in floors]
        before, cpu, began = await _counted(redis), time.process_time(), time.perf_counter()
        async with asyncio.TaskGroup() as crowd:
            for number in range(load.bidders):
                place, node = number % load.items, number % load.nodes
                bidding = _bid_until(
                    floors[node],
                    item_ids[place],
                    f"b{number}",
                    amounts=amounts[place],
                    stop_at=began + seconds,
                    tally=tallies[node],
                )
                crowd.create_task(bidding)
        cpu, took = time.process_time() - cpu, time.perf_counter() - began
        after = await _counted(redis)
    accepted = sum(tally.accepted for tally in tallies)
    answers = sorted(ms for tally in tallies for ms in tally.answered_ms)
    p50, p99 = answers[len(answers) // 2], answers[len(answers) * 99 // 100]
    return (
        f"{load.nodes} nodes {load.items:>4} items {load.bidders:>4} bidders "
        f"{accepted / took:>8,.0f} accepted/s {len(answers) - accepted:>6,} refused "
        f"{cpu / len(answers) * 1e6:>6.1f} us/bid p50 {p50:>6.1f} p99 {p99:>6.1f} ms "
        f"redis: {(after.calls - before.calls) / accepted:>6.3f} calls "
        f"{(after.commands - before.commands) / accepted:>5.2f} commands "
        f"{(after.received - before.received) / accepted:>5,.0f} bytes in "
        f"{(after.sent - before.sent) / accepted:>5,.0f} out "
        f"{(after.cpu - before.cpu) / accepted * 1e6:>5.1f} us "
        f"shares {' '.join(f'{tally.accepted / accepted:.0%}' for tally in tallies)}"
    )


@asynccontextmanager
async def _node(url: str, *, replicated: bool) -> AsyncIterator[Floor]:
    """Run a floor with its own connections, like a node."""
    async with (
        hot_state_at(url) as hot_state,
        Redis.from_url(url) as listening,
        floor_on(hot_state, replication=_replication(listening) if replicated else None) as floor,
        receiving_wakeups(
            wakeups(listening, listening, hot_state.keys, hot_state.node), floor.wake
        ),
    ):
        yield floor


def _replication(redis: Redis) -> Replication:
    return Replication(Scripts(redis), Keys(1), wait_ms=1_000)


async def _counted(redis: Redis) -> Counters:
    commands, stats = await redis.info("commandstats"), await redis.info("stats")
    cpu = await redis.info("cpu")
    return Counters(
        int(commands.get("cmdstat_evalsha", {"calls": 0})["calls"]),
        sum(each["calls"] for each in commands.values()),
        stats["total_net_input_bytes"],
        stats["total_net_output_bytes"],
        cpu["used_cpu_user"] + cpu["used_cpu_sys"],
    )


@asynccontextmanager
async def _redis(durability: str) -> AsyncIterator[str]:
    """Run a Redis; a `replicated` one writes its file as with `always`, and so does its replica."""
    with tempfile.TemporaryDirectory(prefix="auction-floor-") as folder:
        homes = [Path(folder) / name for name in ("primary", "replica")]
        for home in homes:
            home.mkdir()
        fsync = "everysec" if durability == "everysec" else "always"
        file = ("--save", "", "--appendonly", "yes", "--appendfsync", fsync)
        async with AsyncExitStack() as stack:
            primary = await stack.enter_async_context(server(*file, *AT_ONCE, folder=homes[0]))
            if durability == "replicated":
                follow = ("--replicaof", f"127.0.0.1 {primary.port}")
                replica = await stack.enter_async_context(server(*file, *follow, folder=homes[1]))
                async with Redis(port=replica.port) as client:
                    await eventually(partial(follows, client))
            yield primary.url


async def _bench(seconds: float) -> None:
    for durability in ("everysec", "always", "replicated"):
        async with _redis(durability) as url, Redis.from_url(url) as redis:
            for load in LOADS:
                found = await _run(redis, url, durability, load, seconds)
                print(f"{durability:>10} {found}", flush=True)


def main() -> None:
    """Run the bench on uvloop, as a node does."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.floor", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_bench(arguments.seconds))


if __name__ == "__main__":
    main()
