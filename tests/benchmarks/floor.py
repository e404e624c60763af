"""The bidding path alone: from `Floor.submit` to its answer on a real Redis, without sockets or archive.

Run by `make bench-floor`. Bidders in a closed loop: each sends its next bid once the last is answered.
Prints, per contention and durability, what a bid costs this process and how many calls Redis gets.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import uvloop
from redis.asyncio import Redis

from server.bidding.floor import Floor
from server.bidding.hot_state import HotState
from server.bidding.records import Accepted
from server.domain.commands import PlaceBid
from server.domain.types import Bidder, BidId, ItemId, UserId
from server.embedded import embedded_valkey
from tests.integration.bidding.conftest import floor_on, hot_state_at, put_up, trust

CONTENTION = ((1, 50), (50, 50), (500, 500))
"""Items and bidders of each run."""


@dataclass(slots=True)
class Tally:
    """What the bidders of a run were answered."""

    accepted: int = 0
    refused: int = 0


async def _bid_until(
    floor: Floor,
    item_id: ItemId,
    name: str,
    *,
    amounts: Iterator[int],
    stop_at: float,
    tally: Tally,
) -> None:
    """Bid back to back; an item's bidders outbid each other, so that nearly all is accepted."""
    bidder = Bidder(UserId(name), f"{name}#00000")
    for number in count():
        if time.perf_counter() >= stop_at:
            return
        bid = PlaceBid(BidId(f"{name}-{number}"), bidder, next(amounts))
        if isinstance(await floor.submit(item_id, bid), Accepted):
            tally.accepted += 1
        else:
            tally.refused += 1


async def _run(redis: Redis, hot_state: HotState, items: int, bidders: int, seconds: float) -> str:
    await redis.flushall()
    await trust(redis, hot_state)
    async with floor_on(hot_state) as floor:
        item_ids = [ItemId(f"item-{number}") for number in range(items)]
        for item_id in item_ids:
            await put_up(floor, item_id)
        tally = Tally()
        calls, cpu, began = await _calls(redis), time.process_time(), time.perf_counter()
        stop_at = began + seconds
        async with asyncio.TaskGroup() as crowd:
            amounts = [count(100, 10) for _ in item_ids]
            for number in range(bidders):
                place = number % items
                bidding = _bid_until(
                    floor,
                    item_ids[place],
                    f"b{number}",
                    amounts=amounts[place],
                    stop_at=stop_at,
                    tally=tally,
                )
                crowd.create_task(bidding)
        cpu, took = time.process_time() - cpu, time.perf_counter() - began
        calls = await _calls(redis) - calls
    bids = tally.accepted + tally.refused
    return (
        f"{items:>5} items {bidders:>5} bidders {tally.accepted / took:>8,.0f} accepted/s "
        f"{tally.refused / took:>8,.0f} refused/s {cpu / bids * 1e6:>6.1f} us/bid "
        f"{cpu / tally.accepted * 1e6:>6.1f} us/accepted {calls / tally.accepted:>6.3f} calls/accepted"
    )


async def _calls(redis: Redis) -> int:
    """Return how many script calls Redis has had."""
    stats = await redis.info("commandstats")
    return int(stats.get("cmdstat_evalsha", {"calls": 0})["calls"])


@asynccontextmanager
async def _redis(durability: Literal["always", "everysec"]) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="auction-floor-") as folder:
        async with embedded_valkey(Path(folder), appendfsync=durability) as url:
            yield url


async def _bench(seconds: float) -> None:
    durabilities: tuple[Literal["always"], Literal["everysec"]] = ("always", "everysec")
    for durability in durabilities:
        async with (
            _redis(durability) as url,
            hot_state_at(url) as hot_state,
            Redis.from_url(url) as redis,
        ):
            for items, bidders in CONTENTION:
                line = await _run(redis, hot_state, items, bidders, seconds)
                print(f"{durability:>8} {line}", flush=True)


def main() -> None:
    """Run the bench on uvloop, as a node does."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.floor", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_bench(arguments.seconds))


if __name__ == "__main__":
    main()
