"""Faults of the machine under Redis: its disk is full, and its clock jumps."""

import asyncio

from tests.faults.kinds.on_nodes import one_close
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis
from tests.faults.small_disk import filled

HOUR_S, TEN_MINUTES_S = 3_600, 600
WRONG_S = 2.0


async def the_disk_is_full(scene: OneRedis, run: Rush) -> None:
    """Fill the disk of Redis' file for 1.5 s. With `always` Redis ends, and is started afterwards."""
    with filled(scene.folder):
        await asyncio.sleep(1.5)
    if scene.redis.process.returncode is not None:
        await scene.restart_redis()


async def the_clock_jumps_ahead(scene: OneRedis, run: Rush) -> None:
    """Set Redis' clock an hour ahead for some time; an item that ends meanwhile is sold once."""
    await _wrong(scene, HOUR_S)


async def the_clock_goes_back(scene: OneRedis, run: Rush) -> None:
    """Set Redis' clock ten minutes back for some time; an item that ends meanwhile is sold all the same."""
    await _wrong(scene, -TEN_MINUTES_S)


async def _wrong(scene: OneRedis, ahead_s: int) -> None:
    assert scene.clock is not None, "this scene has no clock of its own"
    try:
        async with one_close(scene, in_ms=1_000):
            scene.clock.set(ahead_s)
            await asyncio.sleep(WRONG_S)
    finally:
        scene.clock.set(0)
