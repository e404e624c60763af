"""Background tasks and their owners."""

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from server import tasks
from server.tasks import cancelled, repeating

WAIT_MAX_S = 20


@pytest.fixture(autouse=True)
def short_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PAUSE_AFTER_FAILURE_S", 0.001)
    monkeypatch.setattr(tasks, "_CANCEL_RETRY_S", 0.01)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(WAIT_MAX_S):
        while not holds():
            await asyncio.sleep(0)


async def test_a_step_is_repeated() -> None:
    done = 0

    async def step() -> None:
        nonlocal done
        done += 1
        await asyncio.sleep(0)

    async with repeating(step, name="counting"):
        await until(lambda: done >= 3)
    assert done >= 3


async def test_a_step_that_fails_is_logged_and_repeated() -> None:
    tries = 0

    async def step() -> None:
        nonlocal tries
        tries += 1
        if tries <= 2:
            raise RuntimeError("a failure")
        await asyncio.sleep(0)

    with capture_logs() as logs:
        async with repeating(step, name="stumbling"):
            await until(lambda: tries >= 4)
    assert [(entry["event"], entry["task"]) for entry in logs] == 2 * [
        ("task_step_failed", "stumbling")
    ]


async def test_a_step_that_keeps_failing_is_repeated_after_a_delay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "PAUSE_AFTER_FAILURE_S", 10)
    tries = 0

    async def step() -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError("a failure")

    with capture_logs():
        async with repeating(step, name="failing"):
            await asyncio.sleep(0.05)
    assert tries == 1


async def test_a_task_has_ended_when_its_owner_continues() -> None:
    ended = False

    async def step() -> None:
        nonlocal ended
        try:
            await asyncio.sleep(WAIT_MAX_S)
        finally:
            await asyncio.sleep(0)
            ended = True

    async with repeating(step, name="sleeping"):
        await asyncio.sleep(0.01)
    assert ended
    assert "sleeping" not in {task.get_name() for task in asyncio.all_tasks()}


@pytest.mark.parametrize("swallowed", [1, 3])
async def test_a_task_ends_although_a_cancellation_is_lost(swallowed: int) -> None:
    """On Python 3.11 `asyncio.wait_for` drops a cancellation as its future completes (0007)."""
    lost = 0

    async def step() -> None:
        nonlocal lost
        try:
            await asyncio.sleep(WAIT_MAX_S)
        except asyncio.CancelledError:
            if lost == swallowed:
                raise
            lost += 1

    async with asyncio.timeout(WAIT_MAX_S):
        async with repeating(step, name="ignoring"):
            await asyncio.sleep(0.01)
    assert lost == swallowed


async def test_an_owner_that_fails_still_ends_the_task() -> None:
    async def step() -> None:
        await asyncio.sleep(WAIT_MAX_S)

    with pytest.raises(RuntimeError, match="the owner's own"):
        async with repeating(step, name="orphan"):
            raise RuntimeError("the owner's own")
    assert "orphan" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_an_error_of_the_task_is_not_raised_in_its_owner() -> None:
    async def fail() -> None:
        raise RuntimeError("the task's own")

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    await cancelled(task)
    assert isinstance(task.exception(), RuntimeError)
