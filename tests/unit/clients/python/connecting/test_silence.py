"""A quiet connection is probed, its silence is noticed within three seconds, and it is given up at last."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from auction_client.connecting.silence import REPLACED_AFTER_S, TICK_S, silence_of
from tests.virtual_time import VirtualTimeLoop, in_virtual_time


class Connection:
    """A connection whose server answers probes unless it hangs."""

    def __init__(self) -> None:
        self.answers = True
        self.last_message_at = now()
        self.probes = 0

    async def probe(self) -> None:
        self.probes += 1
        if self.answers:
            self.last_message_at = now()


def now() -> float:
    return asyncio.get_running_loop().time()


async def noticed(
    connection: Connection, seconds: float, *, hangs: bool
) -> list[tuple[bool, float]]:
    """Watch a connection for some seconds; return the changes and their times."""
    changes: list[tuple[bool, float]] = []
    began, connection.answers = now(), not hangs
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await silence_of(connection, lambda silent: changes.append((silent, now() - began)))
    return changes


@in_virtual_time
async def test_a_quiet_connection_is_probed_each_second_and_is_not_silent() -> None:
    connection = Connection()
    assert await noticed(connection, 60, hangs=False) == []
    assert 58 <= connection.probes <= 60


@in_virtual_time
async def test_a_quiet_connection_costs_one_timer_a_second() -> None:
    delays: list[float] = []
    loop = asyncio.get_running_loop()
    call_at = loop.call_at

    def counted(when: float, *details: Any, **options: Any) -> asyncio.TimerHandle:
        delays.append(when - loop.time())
        return call_at(when, *details, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "call_at", counted)
        await noticed(Connection(), 60, hangs=False)
    assert len([delay_s for delay_s in delays if delay_s < 60]) <= 60


@in_virtual_time
async def test_a_connection_in_use_is_not_probed() -> None:
    connection = Connection()
    watch = asyncio.create_task(noticed(connection, 10, hangs=True))
    for _ in range(40):
        connection.last_message_at = now()
        await asyncio.sleep(0.25)
    assert await watch == []
    assert connection.probes == 0


@in_virtual_time
async def test_a_hung_server_is_noticed_within_three_seconds_of_its_last_sign() -> None:
    [(is_silent, after_s)] = await noticed(Connection(), 5, hangs=True)
    assert is_silent
    assert 2 < after_s <= 3


@in_virtual_time
async def test_the_end_of_a_silence_is_noticed_at_once() -> None:
    connection = Connection()
    watch = asyncio.create_task(noticed(connection, 8, hangs=True))
    await asyncio.sleep(5)
    connection.last_message_at = now()
    connection.answers = True
    changes = await watch
    assert [silent for silent, _ in changes] == [True, False]
    assert changes[1][1] <= 5 + 2 * TICK_S


@in_virtual_time
async def test_a_connection_that_stays_silent_is_given_up() -> None:
    connection, began = Connection(), now()
    await noticed(connection, 60, hangs=True)
    assert REPLACED_AFTER_S <= now() - began <= REPLACED_AFTER_S + 1


@in_virtual_time
async def test_a_process_that_was_suspended_reads_what_has_arrived_before_it_judges() -> None:
    connection = Connection()
    watch = asyncio.create_task(noticed(connection, 200, hangs=False))
    await asyncio.sleep(1.9)
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    loop.now_s += 100
    await asyncio.sleep(0)
    connection.last_message_at = now()
    assert await watch == []
