"""The lag of the loop is the time by which a sleeping task runs too late."""

import asyncio
import time

from server.node.process.loop_lag import MEASURE_EVERY_S, LoopLag


async def test_a_loop_that_is_held_up_has_a_lag() -> None:
    lag = LoopLag()
    measuring = asyncio.create_task(lag.measure())
    await asyncio.sleep(0)
    assert lag.present_s() == 0
    time.sleep(2 * MEASURE_EVERY_S)  # noqa: ASYNC251 - holds the loop up
    assert lag.present_s() >= MEASURE_EVERY_S / 2, "the lag of a turn is known before its end"
    await measuring
    assert lag.latest_s >= MEASURE_EVERY_S / 2
    assert lag.seconds.count == 1
