"""The wheel: when visits are made, and what does not disturb them."""

import asyncio

from server.sockets.transport.timer_wheel import SPAN_S, TimerWheel
from tests.virtual_time import in_virtual_time, work

TICK_S = 0.01


@in_virtual_time
async def test_a_visit_is_made_in_time_and_again_for_as_long_as_it_asks_for_it() -> None:
    wheel = TimerWheel(TICK_S)
    loop = asyncio.get_running_loop()
    began = loop.time()
    visits: list[float] = []

    def visit() -> float | None:
        visits.append(loop.time() - began)
        return 0.05 if len(visits) < 3 else None

    wheel.add(visit, 0.03)
    async with wheel.running():
        async with asyncio.timeout(5):
            while len(visits) < 3:
                await asyncio.sleep(TICK_S)
        await asyncio.sleep(0.1)
    assert len(visits) == 3
    assert visits[0] >= 0.03 - TICK_S
    assert visits[2] >= 0.13 - 3 * TICK_S


@in_virtual_time
async def test_a_visit_that_fails_harms_no_other() -> None:
    wheel = TimerWheel(TICK_S)
    made = asyncio.Event()

    def fail() -> float | None:
        raise ZeroDivisionError

    def visit() -> float | None:
        made.set()
        return None

    wheel.add(fail, TICK_S)
    wheel.add(visit, TICK_S)
    async with wheel.running(), asyncio.timeout(5):
        await made.wait()


@in_virtual_time
async def test_a_pause_of_the_process_is_not_held_against_its_sockets() -> None:
    wheel = TimerWheel(TICK_S)
    visits: list[str] = []
    wheel.add(lambda: visits.append("ping"), TICK_S)
    wheel.add(lambda: visits.append("is the answer here?"), 20 * TICK_S)
    async with wheel.running():
        await asyncio.sleep(TICK_S)
        work(40 * TICK_S)
        await asyncio.sleep(2 * TICK_S)
        assert visits == ["ping"]


async def test_a_long_delay_is_no_longer_than_a_turn_of_the_wheel() -> None:
    wheel = TimerWheel(SPAN_S / 10)
    made: list[int] = []
    wheel.add(lambda: made.append(1), 10 * SPAN_S)
    for _ in range(9):
        wheel.tick()
    assert made == []
    wheel.tick()
    assert made == [1]
