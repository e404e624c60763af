"""Turns: rooms are sent messages in slices, one after another, and a turn ends with its last member."""

import asyncio
from typing import cast

import pytest

from server.sockets.broadcast import credit
from server.sockets.broadcast import turns as module
from server.sockets.broadcast.turns import RoomMessage, Turns
from server.sockets.rooms.delivery import SLICE, Delivery
from tests.unit.sockets.broadcast.recording import RecordingDelivery
from tests.virtual_time import in_virtual_time, virtual_clock

MESSAGE: RoomMessage = ("news", {"seq": 1}, "news")


@pytest.fixture
def delivery(monkeypatch: pytest.MonkeyPatch) -> RecordingDelivery:
    for each in (module, credit):
        monkeypatch.setattr(each, "time", virtual_clock(busy=True))
    return RecordingDelivery()


def turns_of(delivery: RecordingDelivery) -> Turns:
    return Turns(cast("Delivery", delivery), interval_max_ms=250)


@in_virtual_time
async def test_a_turn_ends_when_the_last_member_has_been_sent_the_messages(
    delivery: RecordingDelivery,
) -> None:
    turns, ended = turns_of(delivery), asyncio.Event()
    members = [f"m{number}" for number in range(2 * SLICE + 1)]
    turns.enqueue(lambda: (members, [MESSAGE]), ended.set)
    await ended.wait()
    assert [member for _, some, *_ in delivery.sent for member in some] == members
    assert turns.deliveries == len(members)


@in_virtual_time
async def test_the_messages_of_a_turn_are_made_when_it_begins(delivery: RecordingDelivery) -> None:
    turns, ended = turns_of(delivery), asyncio.Event()
    messages: list[RoomMessage] = []
    turns.enqueue(lambda: (["a"], messages), ended.set)
    messages.append(MESSAGE)
    await ended.wait()
    assert delivery.to("a") == [MESSAGE[:2]]


@in_virtual_time
async def test_finishing_sends_everything_without_a_pause(delivery: RecordingDelivery) -> None:
    turns, ended = turns_of(delivery), asyncio.Event()
    delivery.s_per_socket = 0.000_01
    members = [f"m{number}" for number in range(3 * SLICE)]
    turns.enqueue(lambda: (members, [MESSAGE]), ended.set)
    turns.finish()
    assert ended.is_set()
    assert delivery.to(members[-1]) == [MESSAGE[:2]]
