"""An answer is made once for all clients that wait for it, and never begun before a client asked."""

import asyncio

import pytest

from server.domain.rejection import Code
from server.web.shared import AT_ONCE, PAUSE_MAX_S, SHARE, Shared
from server.wire.errors import Refused
from tests.virtual_time import in_virtual_time


class Making:
    """Answers numbered in the order in which they were begun."""

    def __init__(self, takes_s: float) -> None:
        self.takes_s = takes_s
        self.begun: list[str] = []

    async def __call__(self, key: str) -> bytes:
        self.begun.append(key)
        number = len(self.begun)
        await asyncio.sleep(self.takes_s)
        return str(number).encode()


@in_virtual_time
async def test_clients_that_ask_at_once_share_an_answer() -> None:
    making = Making(0.01)
    shared = Shared(making)
    assert set(await asyncio.gather(*(shared.get("sale") for _ in range(500)))) == {b"1"}
    assert making.begun == ["sale"]


@in_virtual_time
async def test_a_client_that_asks_while_one_is_made_gets_the_next() -> None:
    making = Making(0.01)
    shared = Shared(making)
    first = asyncio.create_task(shared.get("sale"))
    await asyncio.sleep(0.005)
    assert await shared.get("sale") == b"2"
    assert await first == b"1"


@in_virtual_time
async def test_answers_take_a_bounded_share_of_the_time() -> None:
    loop = asyncio.get_running_loop()
    making = Making(0.01)
    shared = Shared(making, cpu_s=loop.time)
    began = loop.time()
    for number in range(10):
        await shared.get(f"sale {number}")
    assert loop.time() - began >= 9 * 0.01 * (1 + SHARE)


@in_virtual_time
async def test_a_slow_answer_delays_the_next_by_a_bounded_time() -> None:
    loop = asyncio.get_running_loop()
    shared = Shared(Making(10), cpu_s=loop.time)
    await shared.get("a")
    began = loop.time()
    await shared.get("b")
    assert loop.time() - began == pytest.approx(10 + PAUSE_MAX_S)


async def test_a_failure_is_every_waiting_clients_and_the_next_client_tries_again() -> None:
    async def fails(key: str) -> bytes:
        raise ValueError(key)

    shared = Shared(fails)
    results = await asyncio.gather(*(shared.get("a") for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in results] == [ValueError] * 3
    with pytest.raises(ValueError, match="a"):
        await shared.get("a")


async def test_a_cancelled_client_takes_the_turn_with_it() -> None:
    making = Making(3_600)
    shared = Shared(making)
    client = asyncio.create_task(shared.get("a"))
    while not making.begun:
        await asyncio.sleep(0)
    client.cancel()
    with pytest.raises(asyncio.CancelledError):
        await client
    making.takes_s = 0
    async with asyncio.timeout(5):
        assert await shared.get("a") == b"2"


@in_virtual_time
async def test_different_answers_are_made_at_once_up_to_a_bound() -> None:
    making = Making(0.01)
    shared = Shared(making, cpu_s=lambda: 0)
    asked = [asyncio.create_task(shared.get(f"sale {number}")) for number in range(AT_ONCE + 1)]
    await asyncio.sleep(0.005)
    assert len(making.begun) == AT_ONCE
    await asyncio.gather(*asked)
    assert len(making.begun) == AT_ONCE + 1


async def test_clients_that_share_an_answer_get_it_in_different_turns_of_the_loop() -> None:
    loop, turn, counting = asyncio.get_running_loop(), 0, True

    def count() -> None:
        nonlocal turn
        turn += 1
        if counting:
            loop.call_soon(count)

    shared = Shared(Making(0))

    async def turn_of_answer() -> int:
        await shared.get("sale")
        return turn

    count()
    turns = await asyncio.gather(*(turn_of_answer() for _ in range(20)))
    counting = False
    assert len(set(turns)) == 20


@in_virtual_time
async def test_a_different_answer_is_refused_while_too_many_wait() -> None:
    making = Making(1)
    shared = Shared(making, at_once=1, waiting_max=2)
    asked = [asyncio.create_task(shared.get("a"))]
    await asyncio.sleep(0.1)
    asked += [asyncio.create_task(shared.get(key)) for key in ("b", "b", "c")]
    await asyncio.sleep(0.1)
    shared_with_b = asyncio.create_task(shared.get("b"))
    with pytest.raises(Refused, match="too many different requests") as refused:
        await shared.get("d")
    assert refused.value.rejection.code is Code.BUSY
    await asyncio.gather(*asked, shared_with_b)
    assert await shared.get("d")


@in_virtual_time
async def test_the_pause_after_an_answer_is_a_share_of_the_time_that_it_took() -> None:
    loop, making = asyncio.get_running_loop(), Making(0.1)
    shared = Shared(making, cpu_s=loop.time, share=1)
    await shared.get("sale")
    began = loop.time()
    await shared.get("sale")
    assert loop.time() - began == pytest.approx(0.2)
