"""Faults of machines: the disk of Redis is full, and the clock of Redis or of a node jumps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.faults.kinds.on_nodes import one_close
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis
from tests.faults.small_disk import filled
from tests.faults.wrong_clock import WrongClock

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
    await _wrong_for_redis(scene, run, HOUR_S)


async def the_clock_goes_back(scene: OneRedis, run: Rush) -> None:
    """Set Redis' clock ten minutes back for some time; an item that ends meanwhile is sold all the same."""
    await _wrong_for_redis(scene, run, -TEN_MINUTES_S)


async def a_nodes_clock_jumps(scene: OneRedis, run: Rush) -> None:
    """Set the first node's clock an hour ahead, then ten minutes back; an item is sold once each time."""
    for ahead_s in (HOUR_S, -TEN_MINUTES_S):
        async with _wrong(scene, scene.first_nodes_clock, ahead_s):
            pass


async def _wrong_for_redis(scene: OneRedis, run: Rush, ahead_s: int) -> None:
    """Set Redis' clock for some time.

    If all nodes end before one of them has noticed, those that begin go on with the wrong time (0118).
    """
    before = [node.process for node in scene.nodes]
    async with _wrong(scene, scene.clock, ahead_s), scene.client() as redis:
        corrected = await redis.hget("{s00}:clock", "correction")
    have_ended = [its is not node.process for its, node in zip(before, scene.nodes, strict=True)]
    if all(have_ended) and not int(corrected or 0):
        run.down_for_good.add("clock")


@asynccontextmanager
async def _wrong(scene: OneRedis, clock: WrongClock | None, ahead_s: int) -> AsyncIterator[None]:
    """Set a clock wrong for WRONG_S and for as long as the caller's block takes after that."""
    assert clock is not None, "this scene has no clocks of its own"
    try:
        async with one_close(scene, in_ms=1_000):
            clock.set(ahead_s)
            await asyncio.sleep(WRONG_S)
            yield
    finally:
        clock.set(0)
