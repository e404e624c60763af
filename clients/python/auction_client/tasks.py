"""Tasks whose owner is cancelled, too: neither cancellation is lost.

`asyncio.wait_for`, with which python-socketio waits, drops a cancellation on Python 3.11 that arrives as
its future completes. `suppress(CancelledError)` around an awaited task drops that of the caller.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_CANCEL_RETRY_S = 2.0
"""Longer than an orderly end takes, which a second cancellation would cut short."""


async def result_of(work: Coroutine[Any, Any, T]) -> T:
    """Return the result of `work`, or raise its error; a caller that is cancelled ends it."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait([task])
        return task.result()
    finally:
        await cancelled(task)


async def cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait for its end; raises none of the task's own errors.

    A caller that is cancelled meanwhile still waits for the end.
    """
    interruption: asyncio.CancelledError | None = None
    task.cancel()
    while not task.done():
        try:
            _, late = await asyncio.wait([task], timeout=_CANCEL_RETRY_S)
            if late:
                task.cancel()
        except asyncio.CancelledError as error:
            interruption = error
    if interruption:
        raise interruption
