"""Background tasks with an owner, which stops and awaits them.

A task that `repeating` runs lives inside an `async with` block. `Tasks` are short pieces of work.

Every package may import this module. It imports `backoff` only.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from server.backoff import Backoff

log = structlog.get_logger(__name__)

FAILING_FROM = 3
"""Failures in a row from which on a task is reported as failing."""
_CANCEL_RETRY_S = 0.1


@dataclass(slots=True, eq=False)
class Failures:
    """The failures of one task's step: `in_a_row` since its last success, and `total`."""

    task: str
    in_a_row: int = 0
    total: int = 0


class TasksFailingError(Exception):
    """Some tasks fail again and again. The message names them."""


_running: set[Failures] = set()
"""The tasks that `repeating` runs in this process, as asyncio itself keeps them for each loop."""


@asynccontextmanager
async def repeating(step: Callable[[], Awaitable[None]], *, name: str) -> AsyncIterator[None]:
    """Repeat `step` in a task while inside; a step that fails is logged and repeated after a delay."""
    failures = Failures(name)
    _running.add(failures)
    task = asyncio.create_task(_repeat(step, failures), name=name)
    try:
        yield
    finally:
        await cancelled(task)
        _running.discard(failures)


class Tasks:
    """Tasks that end by themselves. At its own end their owner waits for them, or cancels them."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        """asyncio itself keeps weak references to tasks only."""

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` in a task."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def ended(self) -> None:
        """Wait until no task is left."""
        while self._running:
            await asyncio.wait(self._running)

    async def cancel(self) -> None:
        """Cancel all tasks and wait for their ends."""
        await asyncio.gather(*map(cancelled, self._running))


async def cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait for its end; raises none of the task's own errors."""
    # 0007: on Python 3.11 `asyncio.wait_for`, which redis-py uses, drops a cancellation that arrives
    # as its future completes. So the task is cancelled until it is done.
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_CANCEL_RETRY_S)


def failures_in_a_row() -> dict[str, int]:
    """Return how often each running task has failed since its last success, by its name."""
    longest: dict[str, int] = {}
    for each in _running:
        longest[each.task] = max(longest.get(each.task, 0), each.in_a_row)
    return dict(sorted(longest.items()))


def failures_in_total() -> dict[str, int]:
    """Return how often each running task has failed, by its name."""
    totals: Counter[str] = Counter()
    for each in _running:
        totals[each.task] += each.total
    return dict(sorted(totals.items()))


async def check_tasks() -> None:
    """Return if no task fails again and again; raises TasksFailingError."""
    failing = [name for name, number in failures_in_a_row().items() if number >= FAILING_FROM]
    if failing:
        raise TasksFailingError(f"fails again and again: {', '.join(failing)}")


async def _repeat(step: Callable[[], Awaitable[None]], failures: Failures) -> None:
    backoff = Backoff()
    while True:
        try:
            await step()
        except Exception:
            failures.in_a_row += 1
            failures.total += 1
            if failures.in_a_row.bit_count() == 1:
                # The first failure, the second, the fourth and so on; metrics count the others.
                log.exception("task_step_failed", task=failures.task, in_a_row=failures.in_a_row)
            await backoff.wait()
        else:
            failures.in_a_row = 0
            backoff.reset()
