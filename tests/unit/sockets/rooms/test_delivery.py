"""Delivery: the same bytes to everybody, in order, in slices, and nobody waited for."""

import asyncio
from collections.abc import Hashable
from types import SimpleNamespace
from typing import Any

import pytest

from server.sockets.rooms import delivery
from server.sockets.rooms.delivery import SLICE, Delivery
from server.sockets.transport.frames import text_frame


class FakeConnection:
    """What a delivery asks of a connection."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, Hashable]] = []

    def deliver(self, data: bytes, topic: Hashable) -> None:
        self.got.append((data, topic))


class FakePolling:
    def __init__(self) -> None:
        self.got: list[str] = []

    def enqueue(self, packet: Any) -> None:
        self.got.append(packet.encode())


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "Connection", FakeConnection)


def engine(**sockets: Any) -> Any:
    return SimpleNamespace(sockets=sockets)


async def test_everybody_gets_the_very_same_bytes() -> None:
    ann, bob = FakeConnection(), FakeConnection()
    Delivery(engine(ann=ann, bob=bob)).send(["ann", "bob"], "new_bid", {"seq": 3}, topic="lamp")
    assert ann.got == [(text_frame(b'42["new_bid",{"seq":3}]'), "lamp")]
    assert ann.got[0][0] is bob.got[0][0]


async def test_a_client_that_polls_gets_it_as_a_packet() -> None:
    polling = FakePolling()
    Delivery(engine(ann=polling)).send(["ann"], "new_bid", {"seq": 3})
    assert polling.got == ['42["new_bid",{"seq":3}]']


async def test_who_has_left_is_passed_over() -> None:
    ann = FakeConnection()
    Delivery(engine(ann=ann)).send(["ghost", "ann"], "item", {})
    assert len(ann.got) == 1


async def test_a_large_room_is_told_in_slices_and_in_order() -> None:
    everybody = {str(number): FakeConnection() for number in range(2 * SLICE + 1)}
    sending = Delivery(engine(**everybody))
    sending.send(everybody, "a", {})
    assert sum(len(each.got) for each in everybody.values()) == SLICE
    sending.send(everybody, "b", {})
    assert sending.members_waiting == SLICE + 1 + 2 * SLICE + 1
    async with asyncio.timeout(20):
        await sending.all_sent()
    assert sending.members_waiting == 0
    for each in everybody.values():
        assert [data[2:] for data, _ in each.got] == [b'42["a",{}]', b'42["b",{}]']


async def test_an_empty_room_is_no_trouble() -> None:
    sending = Delivery(engine())
    sending.send([], "a", {})
    await sending.all_sent()
    assert sending.members_waiting == 0
