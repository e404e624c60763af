"""A limit of time counts the time that other programs leave to the tests."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests import timeouts
from tests.timeouts import TimeLeft, time_limit
from tests.virtual_time import in_virtual_time, virtual_clock

Machine = Callable[[float], None]


@pytest.fixture
def with_share(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A function that says which share of the CPU time the tests get from now on."""
    clock = virtual_clock()
    now = SimpleNamespace(share=1.0)

    def scheduled(pid: int) -> tuple[float, float]:
        at: float = clock.monotonic()
        return at * now.share, at * (1 - now.share)

    monkeypatch.setattr(timeouts, "time", clock)
    monkeypatch.setattr(timeouts, "scheduled", scheduled)
    return lambda share: setattr(now, "share", share)


@pytest.mark.parametrize(("share", "after_s"), [(1.0, 10), (0.25, 40), (0.0001, 200)])
def test_a_limit_comes_later_on_a_busy_machine_and_comes(
    with_share: Machine, share: float, after_s: float
) -> None:
    @in_virtual_time
    async def waits() -> None:
        with_share(share)
        loop = asyncio.get_running_loop()
        with pytest.raises(TimeoutError):
            async with time_limit(10):
                await asyncio.sleep(1_000)
        assert loop.time() == pytest.approx(after_s, rel=0.05)

    waits()


def test_what_is_done_within_the_limit_is_not_disturbed(with_share: Machine) -> None:
    @in_virtual_time
    async def waits() -> None:
        with_share(0.5)
        async with time_limit(10):
            await asyncio.sleep(15)
        await asyncio.sleep(100)
        assert asyncio.get_running_loop().time() == pytest.approx(115)

    waits()


def test_a_process_that_wanted_no_cpu_had_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "scheduled", lambda pid: (0.0, 0.0))
    left = TimeLeft()
    first = left.seconds()
    assert 0 <= first <= left.seconds()
