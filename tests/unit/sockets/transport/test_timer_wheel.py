"""The timer wheel: callbacks are called in time, again if they ask for it, and after others that fail."""

import asyncio

from server.sockets.transport.timer_wheel import _SPARE_SLOTS, SPAN_S, TimerWheel
from tests.virtual_time import in_virtual_time, work

TICK_S = 0.01


@in_virtual_time
async def test_a_callback_is_called_after_its_delay_and_again_until_it_returns_none() -> None:
    wheel = TimerWheel(TICK_S)
    loop = asyncio.get_running_loop()
    began = loop.time()
    calls: list[float] = []

    def callback() -> float | None:
        calls.append(loop.time() - began)
        return 0.05 if len(calls) < 3 else None

    wheel.add(callback, 0.03)
    async with wheel.running():
        async with asyncio.timeout(5):
            while len(calls) < 3:
                await asyncio.sleep(TICK_S)
        await asyncio.sleep(0.1)
    assert len(calls) == 3
    assert calls[0] >= 0.03 - TICK_S
    assert calls[2] >= 0.13 - 3 * TICK_S


@in_virtual_time
async def test_a_callback_that_fails_does_not_stop_the_others() -> None:
    wheel = TimerWheel(TICK_S)
    called = asyncio.Event()

    def fail() -> float | None:
        raise ZeroDivisionError

    def callback() -> float | None:
        called.set()
        return None

    wheel.add(fail, TICK_S)
    wheel.add(callback, TICK_S)
    async with wheel.running(), asyncio.timeout(5):
        await called.wait()
    assert called.is_set()


@in_virtual_time
async def test_callbacks_that_were_due_in_a_pause_of_the_process_are_not_called_at_once() -> None:
    wheel = TimerWheel(TICK_S)
    calls: list[str] = []
    wheel.add(lambda: calls.append("ping"), TICK_S)
    wheel.add(lambda: calls.append("check for the pong"), 20 * TICK_S)
    async with wheel.running():
        await asyncio.sleep(TICK_S)
        work(40 * TICK_S)
        await asyncio.sleep(2 * TICK_S)
        assert calls == ["ping"]


async def test_a_delay_above_the_span_is_shortened_to_the_span() -> None:
    wheel = TimerWheel(SPAN_S / 10)
    calls: list[int] = []
    wheel.add(lambda: calls.append(1), 10 * SPAN_S)
    for _ in range(9):
        wheel.tick()
    assert calls == []
    for _ in range(_SPARE_SLOTS):
        wheel.tick()
    assert calls == [1]


@in_virtual_time
async def test_a_callback_is_never_called_early_whatever_has_passed_of_the_tick() -> None:
    wheel = TimerWheel(TICK_S)
    loop = asyncio.get_running_loop()
    early: list[float] = []

    def schedule(delay_s: float) -> None:
        due_at = loop.time() + delay_s
        wheel.add(lambda: early.append(due_at - loop.time()), delay_s)

    async with wheel.running():
        for step in range(20):
            await asyncio.sleep(TICK_S * 0.37)
            work(TICK_S * (step % 3))
            schedule(0.03)
        await asyncio.sleep(0.2)
    assert len(early) == 20
    assert max(early) < 1e-9
