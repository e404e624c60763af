"""Measures what `AUCTION_DURABILITY=replicated` costs: bids and reads of two nodes that differ in it alone.

`make bench-replicated` runs this module, and writes its table into docs/durability.md. Each node is a
process of its own, with a primary and a replica of its own, which both sync their files before they answer.
The nodes are measured in turns, so that other programs on this machine slow down both alike.
"""

import argparse
import asyncio
import os
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import uvloop
from redis.asyncio import Redis

from loadtest.swarm.meters.processes import Watched, usage
from tests.nodes import ROOT, LiveNode, StoreUrls, node_process
from tests.raw_socket import RawSocket, raw_socket
from tests.redis_servers import AT_ONCE, eventually, follows, server
from tests.stores import one_server

MODES = ("always", "replicated")
CROWD, LOTS = 50, 100
JOINERS = 4
"""Clients of a kind that connect and watch at a time."""
WARM_S = 1.0
PAGE = ROOT / "docs/durability.md"
BEGIN, END = "<!-- Written by make bench-replicated. -->", "<!-- End of the cost. -->"
FILE = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a mode, the processes of the node, the primary and the replica, and its items."""

    mode: str
    node: LiveNode
    processes: Sequence[Watched]
    amounts: Mapping[str, Iterator[int]]

    def cpu_s(self) -> list[float]:
        """Return the CPU time of each process."""
        found = map(usage, self.processes)
        return [each.cpu_s for each in found if each is not None]


@dataclass(slots=True)
class Measured:
    """The times of a load's answers, in ms, and the CPU time of the processes meanwhile."""

    answered_ms: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def cells(self) -> list[str]:
        """Return p50 and p99, and the CPU time of each process per answer in us."""
        times = sorted(self.answered_ms)
        at = [times[len(times) * share // 100] for share in (50, 99)]
        return [f"{ms:.1f}" for ms in at] + [f"{cpu / len(times) * 1e6:,.0f}" for cpu in self.cpu_s]


Load = Callable[[Place, float, list[float]], Awaitable[None]]
"""Asks a node until a moment, and adds the time of each answer."""


async def _bids(place: Place, stop_at: float, answered_ms: list[float], *, items: int) -> None:
    """Let bidders bid in closed loops, CROWD on one item or one on each of many."""
    bidders = CROWD if items == 1 else items
    item_ids = list(place.amounts)[:items]
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as crowd:
        sockets = [await stack.enter_async_context(_joined(place, n)) for n in range(bidders)]
        for number, socket in enumerate(sockets):
            item_id = item_ids[number % items]
            crowd.create_task(_bid(socket, item_id, place.amounts[item_id], stop_at, answered_ms))


async def _bid(
    socket: RawSocket,
    item_id: str,
    amounts: Iterator[int],
    stop_at: float,
    answered_ms: list[float],
) -> None:
    for number in count():
        if time.monotonic() >= stop_at:
            return
        bid = {"bid_id": uuid.uuid4().hex, "item_id": item_id, "amount": next(amounts)}
        began = time.monotonic()
        await socket.call("bid", {**bid, "raise_own": True}, number)
        answered_ms.append((time.monotonic() - began) * 1000)


async def _one_bidder(place: Place, stop_at: float, answered_ms: list[float]) -> None:
    item_id, amounts = next(iter(place.amounts.items()))
    async with _joined(place, 0) as socket:
        await _bid(socket, item_id, amounts, stop_at, answered_ms)


async def _watches(place: Place, stop_at: float, answered_ms: list[float]) -> None:
    """Let a socket watch one item after the other."""
    async with _joined(place, 0) as socket:
        for number in count():
            if time.monotonic() >= stop_at:
                return
            began = time.monotonic()
            await _watch(socket, list(place.amounts)[number % LOTS], number)
            answered_ms.append((time.monotonic() - began) * 1000)


async def _late_joiners(place: Place, stop_at: float, answered_ms: list[float]) -> None:
    """Let clients connect and watch an item on which one bidder bids."""
    item_id = next(iter(place.amounts))

    async def join() -> None:
        while time.monotonic() < stop_at:
            began = time.monotonic()
            async with _joined(place, 0) as socket:
                await _watch(socket, item_id, 1)
            answered_ms.append((time.monotonic() - began) * 1000)

    async with asyncio.TaskGroup() as group:
        group.create_task(_one_bidder(place, stop_at, []))
        for _ in range(JOINERS):
            group.create_task(join())


async def _pages(place: Place, stop_at: float, answered_ms: list[float]) -> None:
    """Let a client read one item after the other over HTTP."""
    for number in count():
        if time.monotonic() >= stop_at:
            return
        began = time.monotonic()
        status, body = await place.node.get(f"/items/{list(place.amounts)[number % LOTS]}")
        assert status == 200, body
        answered_ms.append((time.monotonic() - began) * 1000)


LOADS: dict[str, Load] = {
    "a bid, one bidder on one item": _one_bidder,
    f"a bid, {CROWD} bidders on one item": partial(_bids, items=1),
    f"a bid, {LOTS} bidders on {LOTS} items": partial(_bids, items=LOTS),
    "`watch`, one after the other": _watches,
    f"a late joiner's connection and state, {JOINERS} at a time beside a bidder": _late_joiners,
    "`GET /items/{id}`, one after the other": _pages,
}


async def _watch(socket: RawSocket, item_id: str, number: int) -> None:
    answer = await socket.call("watch", {"item_id": item_id}, number)
    assert answer["ok"], answer


@asynccontextmanager
async def _joined(place: Place, number: int) -> AsyncIterator[RawSocket]:
    async with raw_socket(place.node.url) as socket:
        await socket.join(place.node.token(f"bidder{number}"))
        yield socket


@asynccontextmanager
async def _place(mode: str, folder: Path, database: str) -> AsyncIterator[Place]:
    homes = [folder / mode / name for name in ("primary", "replica")]
    for home in homes:
        home.mkdir(parents=True)
    async with AsyncExitStack() as stack:
        primary = await stack.enter_async_context(server(*FILE, *AT_ONCE, folder=homes[0]))
        follow = ("--replicaof", f"127.0.0.1 {primary.port}")
        replica = await stack.enter_async_context(server(*FILE, *follow, folder=homes[1]))
        async with Redis(port=replica.port) as client:
            await eventually(partial(follows, client))
        settings = {"AUCTION_DURABILITY": mode, "AUCTION_RATE_LIMITS": "off"}
        started = node_process(
            StoreUrls(primary.url, database), folder / f"{mode}.log", **settings, AUCTION_NODE=mode
        )
        running = await stack.enter_async_context(started)
        pids = (running.process.pid, primary.process.pid, replica.process.pid)
        item_ids = [f"item-{number}" for number in range(LOTS)]
        for item_id in item_ids:
            await running.node.put_up(item_id)
        amounts = {item_id: count(100, 10) for item_id in item_ids}
        yield Place(mode, running.node, [Watched("", pid) for pid in pids], amounts)


async def _measured(place: Place, load: Load, seconds: float, into: Measured) -> None:
    before = place.cpu_s()
    await load(place, time.monotonic() + seconds, into.answered_ms)
    for number, (was, now) in enumerate(zip(before, place.cpu_s(), strict=True)):
        into.cpu_s[number] += now - was


async def _bench(seconds: float, turns: int) -> list[str]:
    rows = [
        "| what | mode | p50, ms | p99, ms | CPU of the node, us | of the primary | of the replica |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    print(*rows, sep="\n", flush=True)
    async with AsyncExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="auction-replicated-"))
        new_database = await stack.enter_async_context(one_server(Path(name)))
        places = [
            await stack.enter_async_context(_place(mode, Path(name), await new_database()))
            for mode in MODES
        ]
        for place in places:
            await _measured(
                place, LOADS[f"a bid, {LOTS} bidders on {LOTS} items"], WARM_S, Measured()
            )
        for what, load in LOADS.items():
            found = {mode: Measured() for mode in MODES}
            for turn in range(turns):
                for place in places if turn % 2 == 0 else reversed(places):
                    await _measured(place, load, seconds, found[place.mode])
            for mode, each in found.items():
                rows.append(f"| {' | '.join([what, f'`{mode}`', *each.cells()])} |")
                print(rows[-1], flush=True)
    return rows


def main() -> None:
    """Run the bench on uvloop, as a node does."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.replicated")
    parser.add_argument("--seconds", type=float, default=1.0, help="the length of a turn")
    parser.add_argument("--turns", type=int, default=4, help="turns of each node with each load")
    parser.add_argument("--publish", action="store_true", help="write the table into its page")
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        rows = runner.run(_bench(arguments.seconds, arguments.turns))
    load_1, _, _ = os.getloadavg()
    said = f"The machine had {os.cpu_count()} cores and a load average of {load_1:.1f}."
    if arguments.publish:
        text = PAGE.read_text()
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(before + "\n".join([BEGIN, said, "", *rows, END]) + after)


if __name__ == "__main__":
    main()
