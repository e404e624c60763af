"""Slow readers are counted when they fall behind, when they skip a message, and when they are cut."""

import asyncio

from server.sockets.transport.outgoing import Outgoing
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from tests.unit.sockets.transport.test_outgoing import FakeOutgoing, FakeTransport


async def test_a_client_that_falls_behind_and_the_messages_that_it_skips_are_counted() -> None:
    slow, transport = SlowReaders(), FakeTransport()
    outgoing: Outgoing = FakeOutgoing(transport, TimerWheel(), slow)
    outgoing.pause_writing()
    for price in (b"1", b"2", b"3"):
        outgoing.deliver(price, "lamp")
    outgoing.deliver(b"4", "vase")
    assert (slow.fell_behind, slow.skipped, slow.cut) == (1, 2, 0)


async def test_a_client_that_is_cut_for_its_unread_data_is_counted() -> None:
    slow, transport = SlowReaders(), FakeTransport()
    outgoing = FakeOutgoing(transport, TimerWheel(), slow)
    transport.unsent = 2 * 1024 * 1024
    outgoing.write(b"more")
    await asyncio.sleep(0)
    assert (slow.cut, outgoing.is_cut) == (1, True)
