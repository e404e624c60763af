"""Waits between retries grow up to a limit, and are short again after a success."""

import asyncio

from server.backoff import FIRST_MS, LONGEST_MS, Backoff
from tests.virtual_time import in_virtual_time


@in_virtual_time
async def test_each_wait_is_twice_the_one_before_up_to_the_longest() -> None:
    now, backoff, waits_ms = asyncio.get_running_loop().time, Backoff(), []
    for _ in range(8):
        began = now()
        await backoff.wait()
        waits_ms.append(round(1000 * (now() - began)))
    assert waits_ms == [min(FIRST_MS * 2**number, LONGEST_MS) for number in range(8)]
    assert waits_ms[-1] == LONGEST_MS


@in_virtual_time
async def test_after_a_success_the_next_wait_is_the_shortest() -> None:
    backoff = Backoff()
    await backoff.wait()
    backoff.reset()
    began = asyncio.get_running_loop().time()
    await backoff.wait()
    assert round(1000 * (asyncio.get_running_loop().time() - began)) == FIRST_MS
