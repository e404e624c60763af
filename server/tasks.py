"""Background tasks with an owner: each lives inside an `async with` block, which stops and awaits it.

Every package may import this module, and it imports none of them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)

PAUSE_AFTER_FAILURE_S = 1.0
_CANCEL_RETRY_S = 0.1


@asynccontextmanager
async def repeating(step: Callable[[], Awaitable[None]], *, name: str) -> AsyncIterator[None]:
    """Repeat `step` in a task while inside; a step that fails is logged and repeated after a delay."""
    task = asyncio.create_task(_repeat(step, name), name=name)
    try:
        yield
    finally:
        await cancelled(task)


async def cancelled(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end; raises none of the task's own errors."""
    # 0007: on Python 3.11 `asyncio.wait_for`, which redis-py uses, drops a cancellation that arrives
    # as its future completes. So the task is cancelled until it is done.
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_CANCEL_RETRY_S)


async def _repeat(step: Callable[[], Awaitable[None]], name: str) -> None:
    while True:
        try:
            await step()
        except Exception:
            log.exception("task_step_failed", task=name)
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
