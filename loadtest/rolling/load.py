"""The load of a rolling restart: watchers and bidders at one address, and bids at a fixed rate."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle

from loadtest.rolling.clients import ReturningBidder, ReturningWatcher
from loadtest.rolling.findings import Findings
from loadtest.sale import make_token, put_up, read_items
from loadtest.swarm.arrivals import connect_all
from loadtest.swarm.options import parse
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import RunState

CONNECT_RATE = 200.0
TICK_S = 0.002
SETTLE_S = 10.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Crowd:
    """The size of the load: `rate` is in bids per second over all bidders."""

    watchers: int = 200
    bidders: int = 40
    items: int = 10
    rate: float = 100.0


class Load:
    """A load on the service at `url`, and what it has found."""

    def __init__(self, state: RunState, watchers: Sequence[ReturningWatcher], url: str) -> None:
        self.findings = Findings()
        self._state = state
        self._watchers = watchers
        self._url = url

    async def settle(self) -> None:
        """Wait until all screens are right, for a bounded time, and count those that are not."""
        deadline = time.perf_counter() + SETTLE_S
        while time.perf_counter() < deadline:
            items = {
                item["item_id"]: item for item in await read_items(self._url, self._state.items)
            }
            wrong = [each for each in self._watchers if not each.shows(items[each.item.item_id])]
            self.findings.wrong_screens = len(wrong)
            found = self.findings
            decided = found.decided_at_once + found.decided_again + found.uncured.total()
            found.unanswered = found.sent - decided
            if not wrong and not found.unanswered:
                return
            await asyncio.sleep(POLL_S)


@asynccontextmanager
async def load(url: str, secret: str, crowd: Crowd) -> AsyncIterator[Load]:
    """Watch and bid while inside, then stop bidding; `Load.settle` may follow inside of `finished`."""
    name = f"rolling-{secrets.token_hex(4)}"
    house = make_token(secret, f"{name}-house", "auctioneer")
    items = await put_up(url, house, crowd.items, name)
    nodes = parse(["--url", url, "--secret", secret]).nodes()
    known = [KnownItem(item) for item in items]
    state = RunState(name, nodes, {item.item_id: item for item in known}, closed_loop=False)
    state.dropping = True  # lost connections come back here and do not fail the run
    watchers: list[ReturningWatcher] = []
    made = Load(state, watchers, url)
    found = made.findings
    watchers += [
        ReturningWatcher(state, nodes[0], known[number % len(known)], found)
        for number in range(crowd.watchers)
    ]
    bidders = [
        ReturningBidder(state, nodes[0], make_token(secret, f"{name}-b{number}"), found)
        for number in range(crowd.bidders)
    ]
    links: list[Link] = [*watchers, *bidders]
    try:
        await connect_all(state, links, CONNECT_RATE)
        bidding = asyncio.create_task(_bid(bidders, known, crowd.rate))
        try:
            yield made
        finally:
            bidding.cancel()
            await asyncio.wait([bidding])
        if not bidding.cancelled():
            bidding.result()
        await made.settle()
    finally:
        state.leaving = True
        for link in links:
            link.leave()
        await asyncio.sleep(POLL_S)


async def _bid(bidders: Sequence[ReturningBidder], items: Sequence[KnownItem], rate: float) -> None:
    """Send bids at a fixed rate, whatever becomes of them."""
    turns = zip(cycle(bidders), cycle(items), strict=False)
    began, number = time.perf_counter(), 0
    while True:
        while (due := began + number / rate) <= time.perf_counter():
            bidder, item = next(turns)
            bidder.bid(item, due)
            number += 1
        await asyncio.sleep(TICK_S)
