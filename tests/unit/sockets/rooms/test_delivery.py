"""Delivery: the same bytes to every member, in order and in slices, without waiting for a reader."""

import asyncio
from collections.abc import Hashable
from types import SimpleNamespace
from typing import Any

import pytest

from server.sockets.rooms import delivery as module
from server.sockets.rooms.delivery import SLICE, Delivery
from server.sockets.transport.frames import text_frame


class FakeConnection:
    """Records the frames that are delivered to it."""

    def __init__(self) -> None:
        self.received: list[tuple[bytes, Hashable]] = []

    def deliver(self, data: bytes, topic: Hashable) -> None:
        self.received.append((data, topic))


class FakePolling:
    """Records the packets that are queued for it."""

    def __init__(self) -> None:
        self.received: list[str] = []

    def enqueue(self, packet: Any) -> None:
        self.received.append(packet.encode())


@pytest.fixture(autouse=True)
def _fake_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Connection", FakeConnection)


def engine(**sockets: Any) -> Any:
    return SimpleNamespace(sockets=sockets)


async def test_every_member_gets_the_same_bytes() -> None:
    ann, bob = FakeConnection(), FakeConnection()
    Delivery(engine(ann=ann, bob=bob)).send(["ann", "bob"], "new_bid", {"seq": 3}, topic="lamp")
    assert ann.received == [(text_frame(b'42["new_bid",{"seq":3}]'), "lamp")]
    assert ann.received[0][0] is bob.received[0][0]


async def test_a_polling_client_gets_the_message_as_a_packet() -> None:
    polling = FakePolling()
    Delivery(engine(ann=polling)).send(["ann"], "new_bid", {"seq": 3})
    assert polling.received == ['42["new_bid",{"seq":3}]']


async def test_a_member_that_has_left_is_skipped() -> None:
    ann = FakeConnection()
    Delivery(engine(ann=ann)).send(["ghost", "ann"], "item", {})
    assert len(ann.received) == 1


async def test_a_large_room_is_written_in_slices_and_in_order() -> None:
    members = {str(number): FakeConnection() for number in range(2 * SLICE + 1)}
    delivery = Delivery(engine(**members))
    delivery.send(members, "a", {})
    assert sum(len(each.received) for each in members.values()) == SLICE
    delivery.send(members, "b", {})
    assert delivery.members_waiting == SLICE + 1 + 2 * SLICE + 1
    async with asyncio.timeout(20):
        await delivery.all_sent()
    assert delivery.members_waiting == 0
    for each in members.values():
        assert [data[2:] for data, _ in each.received] == [b'42["a",{}]', b'42["b",{}]']


async def test_a_message_to_an_empty_room_is_sent_at_once() -> None:
    delivery = Delivery(engine())
    delivery.send([], "a", {})
    await delivery.all_sent()
    assert delivery.members_waiting == 0
