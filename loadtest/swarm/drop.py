"""All watchers lost at once, as when a balancer dies: how soon they are forgotten, how soon all are back.

Every connection is reset. That they are gone is what the nodes themselves say: `auction_sockets` of
`GET /metrics`. Then they come back as the official JavaScript client does: after about a second, after
twice as long at each further try up to five seconds, each wait up to a half shorter or longer; and not
before the moment that the refusal of a handshake has named (`Retry-After`).
"""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from loadtest.swarm.arrivals import arrive, source_address
from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.sockets.watcher import Watcher

GAUGE = "auction_sockets "
LOOK_EVERY_S = 0.02
GONE_WITHIN_S = 60.0
BACK_WITHIN_S = 90.0
FIRST_WAIT_S, LONGEST_WAIT_S, SPREAD = 1.0, 5.0, 0.5


@dataclass(slots=True)
class Drop:
    """What became of the sockets that were dropped; `here` are those that watch again at the end.

    `gone_s`: from the first reset until the nodes counted none of them; None, if they still did after
    GONE_WITHIN_S. `back`: how long each took from then on until it watched again.
    """

    sockets: int
    gone_s: float | None = None
    back: Histogram = field(default_factory=Histogram)
    told_to_wait: int = 0
    failed: int = 0
    here: int = 0


async def drop_all(state: RunState, watchers: Sequence[Watcher], urls: Sequence[str]) -> Drop:
    """Reset the connection of every watcher, see them forgotten, and have them all come back."""
    dropped = [watcher for watcher in watchers if watcher.is_here]
    found = Drop(len(dropped))
    others = sum(node.connected for node in state.nodes) - len(dropped)
    state.dropping = True
    try:
        began = time.perf_counter()
        for watcher in dropped:
            watcher.reset()
        if await _forgotten(urls, others):
            found.gone_s = time.perf_counter() - began
        await _all_back(state, dropped, found)
    finally:
        state.dropping = False
    found.here = sum(watcher.is_here for watcher in dropped)
    return found


async def _forgotten(urls: Sequence[str], others: int) -> bool:
    """Wait until the nodes count no more than the sockets that were not dropped."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GONE_WITHIN_S), aiohttp.ClientSession() as http:
            while True:
                if sum([await _counted(http, url) for url in urls]) <= others:
                    return True
                await asyncio.sleep(LOOK_EVERY_S)
    return False


async def _counted(http: aiohttp.ClientSession, url: str) -> float:
    """Return how many sockets a node says it has; more than any, if it doesn't say."""
    try:
        async with http.get(f"{url}/metrics") as response:
            lines = (await response.text()).splitlines()
    except aiohttp.ClientError:
        return float("inf")
    told = [line.removeprefix(GAUGE) for line in lines if line.startswith(GAUGE)]
    return float(told[0]) if told else float("inf")


async def _all_back(state: RunState, dropped: Sequence[Watcher], found: Drop) -> None:
    began = time.perf_counter()
    with suppress(TimeoutError):
        async with asyncio.timeout(BACK_WITHIN_S), asyncio.TaskGroup() as tasks:
            for number, watcher in enumerate(dropped):
                tasks.create_task(_back(state, watcher, source_address(number), found, began))


async def _back(state: RunState, watcher: Watcher, source: str, found: Drop, began: float) -> None:
    """Try until the watcher is back."""
    wait_s = FIRST_WAIT_S
    while True:
        spread_s = wait_s * random.uniform(1 - SPREAD, 1 + SPREAD)
        await asyncio.sleep(max(spread_s, watcher.retry_after_s))
        watcher.begin_anew()
        if await arrive(state, watcher, source):
            found.back.add_s(time.perf_counter() - began)
            return
        if watcher.retry_after_s:
            found.told_to_wait += 1
        else:
            found.failed += 1
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)
