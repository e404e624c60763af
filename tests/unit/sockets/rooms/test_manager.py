"""Rooms of one node: what other nodes say is read only where somebody is there to hear it."""

from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from server.domain.types import ItemId, NodeId, UserId
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room, room_item, user_room
from server.sockets.rooms.node_bus import NodeBus

UNREADABLE = msgspec.Raw(b"\xc1")


@pytest.fixture
def rooms() -> Rooms:
    return Rooms(NodeBus(NodeId("here"), Redis(), Redis()))


def seat(rooms: Rooms, room: str, *sockets: str) -> None:
    rooms.rooms.setdefault(NAMESPACE, {})[room] = {socket: f"eio-{socket}" for socket in sockets}


def test_an_entry_goes_to_whoever_hears_its_kind_if_its_room_has_members(rooms: Rooms) -> None:
    heard: list[Any] = []
    rooms.hear("news", lambda room, body: heard.append((room, msgspec.msgpack.decode(body))))
    seat(rooms, "item:lamp", "a")
    body = msgspec.Raw(msgspec.msgpack.encode({"seq": 1}))
    rooms.receive([("item:lamp", "news", body)])
    assert heard == [("item:lamp", {"seq": 1})]


def test_what_concerns_nobody_here_is_passed_over_unread(rooms: Rooms) -> None:
    heard: list[str] = []
    rooms.hear("news", lambda room, _: heard.append(room))
    seat(rooms, "item:lamp", "a")
    rooms.receive([("item:vase", "news", UNREADABLE), ("item:lamp", "unheard of", UNREADABLE)])
    assert heard == []


def test_a_room_names_its_item_and_a_users_room_names_none() -> None:
    assert room_item(item_room(ItemId("lamp"))) == "lamp"
    assert room_item(user_room(UserId("ann"))) is None


def test_the_listeners_of_a_room_are_its_engine_io_sockets_as_they_are_now(rooms: Rooms) -> None:
    seat(rooms, "item:lamp", "a", "b")
    listeners = rooms.listeners("item:lamp")
    rooms.rooms[NAMESPACE].clear()
    assert (sorted(listeners), rooms.listeners("item:lamp")) == (["eio-a", "eio-b"], ())
    assert rooms.size("item:lamp") == 0
