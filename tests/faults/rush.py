"""A rush on two items over two nodes, with a log of everything that its clients send and receive.

As the contract requires, a bid without a definite answer is sent again under its `bid_id`, to each node
in turn.
"""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp

from loadtest import evidence
from loadtest.audit.collect import collect_archive, collect_hot, collect_losses, collect_refused
from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from loadtest.clock import now_ms
from loadtest.evidence import Log, Sent, Unconfirmed
from tests.faults.screens import bidders_socket, watching
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S, TimeLeft, time_limit

ITEMS = ("lamp", "vase")
BIDDERS = 16
TOKEN_S = 7_200
"""The time that a bidder's token is valid, which is longer than any clock goes wrong."""
NOTHING_DECIDED = {"busy", "unavailable", "unknown", "internal"}


@dataclass(slots=True)
class Rush:
    """A rush in progress. While `go` is cleared, no bidder sends a new bid.

    All bidders bid at once every `burst_s`, or with 0 each as soon as it has an answer.
    """

    nodes: list[LiveNode]
    log: Log
    folder: Path
    burst_s: float = 0
    go: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    offered: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ITEMS, 100))
    accepted: int = 0
    served: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Accepted bids by the node that answered and the item."""
    decided: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The same with those that were refused by the rules, such as bids that are too low."""
    codes: Counter[str] = field(default_factory=Counter)
    """Refusals by their code."""
    slowest_s: float = 0
    """The longest time that an acceptance took, since it was last set to 0."""
    asking: int = 0
    """Bids that have been sent and not yet answered."""
    overlapping: bool = False
    """Whether two faults strike at once, so that neither leaves the rest of the system sound."""
    down_for_good: set[str] = field(default_factory=lambda: {"histories"})
    """The parts of `/readyz` that rightly stay down after some faults, as long as nobody intervenes."""

    async def bid_on(self, item_id: str, user: str, nodes: "cycle[LiveNode]") -> None:
        """Outbid the highest amount offered so far, until the rush is over."""
        while not self.over:
            if self.burst_s:
                await asyncio.sleep(self.burst_s - time.monotonic() % self.burst_s)
            await self.go.wait()
            self.offered[item_id] += 10
            bid: dict[str, Any] = {"bid_id": uuid.uuid4().hex, "item_id": item_id}
            bid["amount"] = self.offered[item_id]
            self.asking += 1
            answer = await self._ask(bid, user, nodes)
            self.asking -= 1
            self.accepted += answer.get("ok") is True

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Let no bidder send a new bid while inside, where every bid has been answered."""
        self.go.clear()
        try:
            async with time_limit(2 * WAIT_MAX_S):
                while self.asking:
                    await asyncio.sleep(0.01)
            yield
        finally:
            self.go.set()

    async def more(self, accepted: int) -> None:
        """Wait until this many more bids have been accepted."""
        wanted = self.accepted + accepted
        async with time_limit(40):
            while self.accepted < wanted:
                await asyncio.sleep(0.01)

    async def _ask(self, bid: dict[str, Any], user: str, nodes: "cycle[LiveNode]") -> Any:
        async with time_limit(60):
            while True:
                answer = await self.post(next(nodes), bid, user)
                if answer is not None and answer.get("code") not in NOTHING_DECIDED:
                    return answer
                await asyncio.sleep(0.02)

    async def post(self, node: LiveNode, bid: dict[str, Any], user: str) -> Any:
        """Send a bid once, and log it; return the answer, or None if there was none."""
        self.log.write(Sent(t=now_ms(), user=user, **bid, transport="http"))
        began = time.monotonic()
        try:
            async with asyncio.timeout(5):
                _, answer = await node.post("/bid", bid, node.token(user, ttl_s=TOKEN_S))
        except (aiohttp.ClientError, TimeoutError) as error:
            self._unconfirmed(bid, type(error).__name__)
            return None
        self.log.write(evidence.answer_line(bid["bid_id"], bid["item_id"], answer))
        self._count(node, bid, answer, time.monotonic() - began)
        return answer

    def _count(self, node: LiveNode, bid: dict[str, Any], answer: Any, took_s: float) -> None:
        if answer.get("code") not in NOTHING_DECIDED:
            self.decided[node.url, bid["item_id"]] += 1
        if answer.get("ok") is True:
            self.served[node.url, bid["item_id"]] += 1
            self.slowest_s = max(self.slowest_s, took_s)
        else:
            self.codes[answer.get("code", "")] += 1

    def _unconfirmed(self, bid: dict[str, Any], reason: str) -> None:
        ids = {"bid_id": bid["bid_id"], "item_id": bid["item_id"]}
        self.log.write(Unconfirmed(t=now_ms(), **ids, reason=reason))


@asynccontextmanager
async def rush(
    nodes: list[LiveNode], folder: Path, *, listening: bool = False, burst_s: float = 0
) -> AsyncIterator[Rush]:
    """Put the items up and let bidders bid on them while inside; closes the items at the end.

    With `listening`, each bidder has a socket, on which notices of lost bids arrive.

    The last of the nodes must stay alive, because the watchers are connected to it.
    """
    async with AsyncExitStack() as stack:
        log = stack.enter_context(Log(folder, "client-1"))
        now = Rush(nodes, log, folder, burst_s)
        screens = []
        for item_id in ITEMS:
            put_up = await _repeated(partial(nodes[-1].put_up, item_id))
            log.write(evidence.put_up_line({**put_up, "increment": [(0, 10)]}))
            screens.append(await stack.enter_async_context(watching(nodes[-1], item_id, log)))
        for number in range(BIDDERS if listening else 0):
            await stack.enter_async_context(bidders_socket(nodes[-1], f"user-{number}", log))
        now.go.set()
        async with asyncio.TaskGroup() as crowd:
            for number in range(BIDDERS):
                turns = cycle(nodes if number % 2 else nodes[::-1])
                item_id = ITEMS[number // 2 % len(ITEMS)]
                crowd.create_task(now.bid_on(item_id, f"user-{number}", turns))
            yield now
            now.over = True
            now.go.set()
        for item_id in ITEMS:
            await _repeated(partial(nodes[-1].command, item_id, "close"))
        for screen in screens:
            await screen.ends()


async def _repeated(step: Callable[[], Awaitable[Any]]) -> Any:
    """Repeat a step until a node carries it out; on a busy machine a store may be too slow at first."""
    left = TimeLeft()
    while True:
        try:
            return await step()
        except AssertionError:
            if left.seconds() > WAIT_MAX_S:
                raise
        await asyncio.sleep(0.1)


async def audited(
    run: Rush,
    *,
    database: str,
    redis_url: str,
    logs: Sequence[Path],
    may_lose: bool = False,
    may_undo: bool = False,
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Collect the evidence of a rush and check it; return violations by invariant, and the totals."""
    hot = await collect_hot(run.folder, [node.url for node in run.nodes], ITEMS)
    left = TimeLeft()
    while behind := await collect_archive(run.folder, database, hot, timeout_s=WAIT_MAX_S):
        if left.seconds() > WAIT_MAX_S:
            break
    await collect_refused(run.folder, redis_url)
    collect_losses(run.folder, logs)
    judgement = judge(read(run.folder), may_lose=may_lose, may_undo=may_undo)
    found = {
        verdict.letter: [f"{each.item_id}: {each.text}" for each in verdict.violations]
        for verdict in judgement.verdicts
    }
    found["L"] += [f"the archive is behind: {text}" for text in behind]
    return {letter: texts for letter, texts in found.items() if texts}, judgement.totals
