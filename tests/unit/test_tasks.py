"""Background tasks and their owners."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from server import backoff, tasks
from server.tasks import (
    Tasks,
    TasksFailingError,
    cancelled,
    check_tasks,
    failures_in_a_row,
    failures_in_total,
    repeating,
)
from tests.virtual_time import in_virtual_time

WAIT_MAX_S = 20


@pytest.fixture(autouse=True)
def short_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "FIRST_MS", 1)
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


@in_virtual_time
async def test_a_step_that_keeps_failing_is_repeated_after_growing_delays_and_logged_rarely() -> (
    None
):
    tries: list[float] = []

    async def step() -> None:
        tries.append(asyncio.get_running_loop().time())
        raise RuntimeError("a failure")

    with capture_logs() as logs:
        async with repeating(step, name="failing"):
            await asyncio.sleep(60)
    delays = [round(later - earlier, 3) for earlier, later in pairwise(tries)]
    assert delays == sorted(delays)
    assert (delays[0], delays[-1]) == (0.001, 2)
    assert [entry["in_a_row"] for entry in logs] == [1, 2, 4, 8, 16, 32]


async def test_failures_are_counted_until_a_step_succeeds_and_a_failing_task_is_named() -> None:
    fails, steps = True, 0

    async def step() -> None:
        nonlocal steps
        steps += 1
        await asyncio.sleep(0)
        if fails:
            raise RuntimeError("a failure")

    async def idle() -> None:
        await asyncio.sleep(WAIT_MAX_S)

    await check_tasks()
    with capture_logs():
        async with repeating(step, name="failing"), repeating(idle, name="idle"):
            await until(lambda: failures_in_a_row()["failing"] >= 3)
            with pytest.raises(TasksFailingError, match=r"again and again: failing$"):
                await check_tasks()
            fails, seen = False, steps
            await until(lambda: steps >= seen + 2)
            await check_tasks()
            assert failures_in_a_row() == {"failing": 0, "idle": 0}
            assert failures_in_total()["failing"] >= 3
    assert failures_in_total() == {}


async def test_tasks_of_one_name_are_counted_together() -> None:
    async def fail() -> None:
        raise RuntimeError("a failure")

    async def idle() -> None:
        await asyncio.sleep(WAIT_MAX_S)

    with capture_logs():
        async with repeating(fail, name="reader"), repeating(idle, name="reader"):
            await until(lambda: failures_in_total()["reader"] >= 2)
            assert failures_in_a_row()["reader"] >= 2


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


async def test_an_owner_of_tasks_waits_for_their_ends_and_for_those_that_they_begin() -> None:
    tasks_, done = Tasks(), list[str]()

    async def work(name: str) -> None:
        await asyncio.sleep(0)
        done.append(name)
        if name == "first":
            tasks_.spawn(work("second"))

    tasks_.spawn(work("first"))
    await tasks_.ended()
    assert done == ["first", "second"]


async def test_an_owner_of_tasks_cancels_them_and_waits_for_their_ends() -> None:
    tasks_, ended = Tasks(), list[str]()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("cancelled")

    tasks_.spawn(work())
    await asyncio.sleep(0)
    await tasks_.cancel()
    assert ended == ["cancelled"]
