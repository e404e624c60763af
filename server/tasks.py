"""Background tasks with an owner: each lives inside an `async with`, which stops and awaits it.

A leaf of the house: everything may use it, it uses nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)

PAUSE_AFTER_FAILURE_S = 1.0
_ASK_AGAIN_S = 0.1


@asynccontextmanager
async def repeating(step: Callable[[], Awaitable[None]], *, name: str) -> AsyncIterator[None]:
    """Do `step` over and over in a task while inside. A step that fails is logged and done again."""
    task = asyncio.create_task(_repeat(step, name), name=name)
    try:
        yield
    finally:
        await cancelled(task)


async def cancelled(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end; its own errors have been its own matter.

    Asked again and again, because a cancellation can get lost: on Python 3.11 `asyncio.wait_for`
    drops one that comes as its future is done, and redis-py waits with it.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_ASK_AGAIN_S)


async def _repeat(step: Callable[[], Awaitable[None]], name: str) -> None:
    while True:
        try:
            await step()
        except Exception:
            log.exception("task_step_failed", task=name)
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
