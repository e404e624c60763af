"""Neither the cancellation of a task nor that of its owner is lost."""

import asyncio

import pytest

from auction_client import tasks
from auction_client.tasks import cancelled, result_of
from tests.timeouts import eventually

LIMIT_S = 5.0


class Work:
    """Ends some turns after its last cancellation, and drops the `dropped` first ones."""

    def __init__(self, dropped: int = 0) -> None:
        self.has_begun = False
        self.is_done = False
        self.cancellations = 0
        self._dropped = dropped

    async def run(self) -> str:
        self.has_begun = True
        while True:
            try:
                await asyncio.sleep(LIMIT_S)
            except asyncio.CancelledError:
                self.cancellations += 1
                if self.cancellations > self._dropped:
                    await asyncio.sleep(0.02)
                    self.is_done = True
                    return "cancelled"


@pytest.mark.parametrize("dropped", [0, 1, 3])
async def test_a_task_is_cancelled_until_it_ends(
    dropped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_CANCEL_RETRY_S", 0.1)
    work = Work(dropped)
    task = asyncio.create_task(work.run())
    await eventually(lambda: work.has_begun)
    async with asyncio.timeout(LIMIT_S):
        await cancelled(task)
    assert work.is_done
    assert work.cancellations == dropped + 1


async def test_an_owner_that_is_cancelled_while_its_task_ends_stays_cancelled() -> None:
    work = Work()
    task = asyncio.create_task(work.run())
    await eventually(lambda: work.has_begun)
    owner = asyncio.create_task(cancelled(task))
    await eventually(lambda: work.cancellations)
    owner.cancel()
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(asyncio.CancelledError):
            await owner
    assert work.is_done


async def test_work_has_its_result_or_raises_its_error() -> None:
    async def fail() -> None:
        raise ValueError("no")

    assert await result_of(asyncio.sleep(0, "done")) == "done"
    with pytest.raises(ValueError, match="no"):
        await result_of(fail())


async def test_a_cancellation_that_the_work_turns_into_a_result_is_not_lost() -> None:
    work = Work()
    caller = asyncio.create_task(result_of(work.run()))
    await eventually(lambda: work.has_begun)
    caller.cancel()
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(asyncio.CancelledError):
            await caller
    assert work.is_done


async def test_work_that_takes_too_long_is_ended() -> None:
    work = Work()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await result_of(work.run())
    assert work.is_done
