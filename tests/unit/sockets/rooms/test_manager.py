"""The rooms of one node: entries of other nodes are decoded only for rooms with members."""

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


def fill(rooms: Rooms, room: str, *sockets: str) -> None:
    """Put sockets in a room."""
    rooms.rooms.setdefault(NAMESPACE, {})[room] = {socket: f"eio-{socket}" for socket in sockets}


def test_an_entry_for_a_room_with_members_is_delivered(rooms: Rooms) -> None:
    delivered: list[Any] = []
    fill(rooms, "item:lamp", "a")
    body = msgspec.Raw(msgspec.msgpack.encode({"seq": 1}))
    rooms.receive(lambda *entry: delivered.append(entry), [("item:lamp", "news", body)])
    assert delivered == [("item:lamp", "news", body)]


def test_an_entry_for_a_room_without_members_is_not_decoded(rooms: Rooms) -> None:
    delivered: list[Any] = []
    fill(rooms, "item:lamp", "a")
    rooms.receive(lambda *entry: delivered.append(entry), [("item:vase", "news", UNREADABLE)])
    assert delivered == []


def test_a_room_that_loses_its_last_member_is_reported_once(rooms: Rooms) -> None:
    emptied: list[str] = []
    rooms.basic_enter_room("a", NAMESPACE, None, eio_sid="eio-a")
    rooms.basic_enter_room("b", NAMESPACE, None, eio_sid="eio-b")
    with rooms.reporting(emptied=emptied.append):
        for sid in ("a", "b"):
            rooms.enter(sid, "item:lamp")
        rooms.leave("a", "item:lamp")
        assert emptied == []
        rooms.leave("b", "item:lamp")
        rooms.leave("b", "item:lamp")
    assert emptied == ["item:lamp"]


def test_a_socket_that_has_left_enters_no_room(rooms: Rooms) -> None:
    rooms.enter("ghost", "item:lamp")
    assert rooms.size("item:lamp") == 0


def test_the_name_of_an_items_room_contains_the_item_and_that_of_a_user_none() -> None:
    assert room_item(item_room(ItemId("lamp"))) == "lamp"
    assert room_item(user_room(UserId("ann"))) is None


def test_the_listeners_of_a_room_do_not_change_when_members_leave(rooms: Rooms) -> None:
    fill(rooms, "item:lamp", "a", "b")
    listeners = rooms.listeners("item:lamp")
    rooms.rooms[NAMESPACE].clear()
    assert (sorted(listeners), rooms.listeners("item:lamp")) == (["eio-a", "eio-b"], ())
    assert rooms.size("item:lamp") == 0
