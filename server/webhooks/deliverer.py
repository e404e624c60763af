"""The task of a node that delivers events.

All nodes deliver. A delivery that one of them has claimed is taken by no other until its lease ends. The
store gives out the deliveries of one item to one webhook in their order, each after the one before it was
received or is dead, and only a few at once to one webhook, so a webhook that hangs delays no other.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import structlog

from server.bidding.archive import ArchiveUnavailable
from server.tasks import cancelled, repeating
from server.webhooks.records import Attempt, Backlog, Claimed, Deliveries
from server.webhooks.retries import retry_after_s

CONCURRENCY = 32
"""Deliveries that a node attempts at once."""
POLL_S = 0.5
SWEEP_S = 10.0
PAUSED_FROM = 3
"""Failures of a webhook in a row from which on all of its deliveries wait, and one of them tries it."""

log = structlog.get_logger(__name__)


class Sends(Protocol):
    """Sends a request to a webhook."""

    async def send(self, claimed: Claimed) -> Attempt:
        """Attempt a delivery; every failure is a result."""
        ...


class Deliverer:
    """Delivers while it runs. `backlog` is that of all nodes, `attempts` counts this node's by result."""

    def __init__(
        self,
        deliveries: Deliveries,
        sender: Sends,
        *,
        lease_s: float,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.backlog = Backlog(0, 0.0)
        self.attempts: Counter[str] = Counter(delivered=0, failed=0)
        self._deliveries = deliveries
        self._sender = sender
        self._lease_s = lease_s
        self._chance = chance
        self._running: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver while inside; attempts under way at the end are made again by any node."""
        async with (
            repeating(self._step, name="webhooks"),
            repeating(self._sweep, name="webhooks-sweep"),
        ):
            try:
                yield
            finally:
                for task in list(self._running):
                    await cancelled(task)

    async def _step(self) -> None:
        """Claim as many deliveries as there is room for, and wait for room or for the next look."""
        self._ended.clear()
        room = CONCURRENCY - len(self._running)
        claimed = []
        try:
            if room:
                claimed = list(await self._deliveries.claim(room, self._lease_s))
        except ArchiveUnavailable:
            await asyncio.sleep(POLL_S)
        for each in claimed:
            task = asyncio.create_task(self._deliver(each), name="webhook-delivery")
            self._running.add(task)
            task.add_done_callback(self._note_end)
        if claimed and len(self._running) < CONCURRENCY:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_S):
                await self._ended.wait()

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._ended.set()

    async def _deliver(self, claimed: Claimed) -> None:
        attempt = await self._sender.send(claimed)
        self.attempts["delivered" if attempt.succeeded else "failed"] += 1
        try:
            await self._note(claimed, attempt)
        except Exception as error:
            log.warning("webhook_result_lost", webhook_id=claimed.webhook_id, error=repr(error))

    async def _note(self, claimed: Claimed, attempt: Attempt) -> None:
        """Note the result of an attempt."""
        if attempt.succeeded:
            await self._deliveries.succeed(claimed, attempt)
        elif attempt.gone:
            log.warning("webhook_gone", webhook_id=claimed.webhook_id)
            await self._deliveries.disable(claimed, attempt)
        else:
            failures = claimed.failures + 1
            retry_s = retry_after_s(claimed.attempts, self._chance(), attempt.asked_s)
            pause_s = 0.0
            if failures >= PAUSED_FROM or attempt.asked_s:
                pause_s = retry_after_s(failures, self._chance(), attempt.asked_s)
            await self._deliveries.fail(claimed, attempt, retry_s=retry_s, pause_s=pause_s)

    async def _sweep(self) -> None:
        with suppress(ArchiveUnavailable):
            self.backlog = await self._deliveries.sweep()
        await asyncio.sleep(SWEEP_S)
