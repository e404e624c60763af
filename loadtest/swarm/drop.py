"""Drops all watchers at once, as a dying balancer does, and times their removal and their return.

Every connection is reset. A node has removed a socket once its gauge `auction_sockets` in `GET /metrics` no
longer counts it. The sockets come back with the backoff of the official JavaScript client: one second,
doubled at each try up to five seconds, each delay up to a half shorter or longer. A refused handshake may
name a longer delay in `Retry-After`.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from loadtest.swarm.arrivals import connect, source_address
from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.sockets.watcher import Watcher

GAUGE = "auction_sockets "
POLL_S = 0.02
GONE_WITHIN_S = 60.0
BACK_WITHIN_S = 90.0
FIRST_DELAY_S, LONGEST_DELAY_S, JITTER = 1.0, 5.0, 0.5


@dataclass(slots=True)
class Drop:
    """The course of a drop; `returned` is the number of sockets that watch again at the end.

    `gone_s` is the time from the first reset until the nodes counted none of them, None if that took
    more than GONE_WITHIN_S. `back` has the time of each socket from then until it watched again.
    `deferred` counts the tries that were refused with `Retry-After`, `failed` all others that failed.
    """

    sockets: int
    gone_s: float | None = None
    back: Histogram = field(default_factory=Histogram)
    deferred: int = 0
    failed: int = 0
    returned: int = 0


async def drop_all(state: RunState, watchers: Sequence[Watcher], urls: Sequence[str]) -> Drop:
    """Reset every watcher's connection, wait until the nodes have removed it, and reconnect them all."""
    dropped = [watcher for watcher in watchers if watcher.is_joined]
    found = Drop(len(dropped))
    others = sum(node.connected for node in state.nodes) - len(dropped)
    state.dropping = True
    try:
        began = time.perf_counter()
        for watcher in dropped:
            watcher.reset()
        if await _removed(urls, others):
            found.gone_s = time.perf_counter() - began
        await _all_back(state, dropped, found)
    finally:
        state.dropping = False
    found.returned = sum(watcher.is_joined for watcher in dropped)
    return found


async def _removed(urls: Sequence[str], others: int) -> bool:
    """Wait until the nodes count only the sockets that were not dropped; return whether they did."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GONE_WITHIN_S), aiohttp.ClientSession() as http:
            while True:
                if sum([await _counted(http, url) for url in urls]) <= others:
                    return True
                await asyncio.sleep(POLL_S)
    return False


async def _counted(http: aiohttp.ClientSession, url: str) -> float:
    """Return the number of sockets that a node reports; infinity if it doesn't answer."""
    try:
        async with http.get(f"{url}/metrics") as response:
            lines = (await response.text()).splitlines()
    except aiohttp.ClientError:
        return float("inf")
    values = [line.removeprefix(GAUGE) for line in lines if line.startswith(GAUGE)]
    return float(values[0]) if values else float("inf")


async def _all_back(state: RunState, dropped: Sequence[Watcher], found: Drop) -> None:
    began = time.perf_counter()
    with suppress(TimeoutError):
        async with asyncio.timeout(BACK_WITHIN_S), asyncio.TaskGroup() as tasks:
            for number, watcher in enumerate(dropped):
                tasks.create_task(_back(state, watcher, source_address(number), found, began))


async def _back(state: RunState, watcher: Watcher, source: str, found: Drop, began: float) -> None:
    """Try until the watcher is ready again."""
    delay_s = FIRST_DELAY_S
    while True:
        jittered_s = delay_s * random.uniform(1 - JITTER, 1 + JITTER)
        await asyncio.sleep(max(jittered_s, watcher.retry_after_s))
        watcher.prepare()
        if await connect(state, watcher, source):
            found.back.add_s(time.perf_counter() - began)
            return
        if watcher.retry_after_s:
            found.deferred += 1
        else:
            found.failed += 1
        delay_s = min(2 * delay_s, LONGEST_DELAY_S)
