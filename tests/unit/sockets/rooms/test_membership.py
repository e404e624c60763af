"""Membership: the same answers as python-socketio's own bookkeeping, and no trace of members that left."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio.async_manager import AsyncManager

from server.sockets.rooms.membership import Membership


class Manager(Membership, AsyncManager):  # type: ignore[misc]
    """The library's manager without Redis, on the membership of this product."""


class Server:
    """Makes the sids 1, 2, 3, ..."""

    def __init__(self) -> None:
        self.eio = self
        self._last = 0

    def generate_id(self) -> str:
        self._last += 1
        return str(self._last)


def manager(kind: type[Any] = Manager) -> Any:
    made = kind()
    made.server = Server()
    return made


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["join", "accept", "enter", "leave", "disconnecting", "disconnected", "close"]
        ),
        st.integers(0, 3),
        st.sampled_from(["lamp", "vase"]),
    ),
    max_size=30,
)


async def step(rooms: Any, sids: dict[str, str], action: str, eio: str, room: str) -> None:
    if action == "join" and eio not in sids:
        sids[eio] = await rooms.pre_connect(eio, "/")
    elif eio not in sids:
        return
    elif action == "accept" and rooms.is_pre_connected(sids[eio], "/"):
        await rooms.connect(sids[eio], "/")
    elif action == "enter":
        await rooms.enter_room(sids[eio], "/", room)
    elif action == "leave":
        await rooms.leave_room(sids[eio], "/", room)
    elif action == "disconnecting" and rooms.is_connected(sids[eio], "/"):
        rooms.pre_disconnect(sids[eio], "/")
    elif action == "disconnected":
        await rooms.disconnect(sids.pop(eio), "/")
    elif action == "close":
        await rooms.close_room(room, "/")


def answers(rooms: Any, sids: dict[str, str]) -> list[Any]:
    found: list[Any] = [
        sorted(rooms.get_participants("/", room)) for room in (None, "lamp", "vase", "1", "9")
    ]
    found.append(sorted(rooms.get_participants("/", ["lamp", "vase"])))
    for eio, sid in sids.items():
        found.append((rooms.sid_from_eio_sid(eio, "/"), rooms.eio_sid_from_sid(sid, "/")))
        found.append((rooms.is_connected(sid, "/"), rooms.is_pre_connected(sid, "/")))
        found.append(sorted(rooms.get_rooms(sid, "/")))
    return found


@given(STEPS)
async def test_members_are_in_the_same_rooms_as_with_the_library(
    steps: list[tuple[str, int, str]],
) -> None:
    ours, library = manager(), manager(AsyncManager)
    sids: dict[str, str] = {}
    library_sids: dict[str, str] = {}
    for action, number, room in steps:
        await step(ours, sids, action, f"e{number}", room)
        await step(library, library_sids, action, f"e{number}", room)
        assert answers(ours, sids) == answers(library, library_sids)


async def test_nothing_is_kept_of_members_that_have_left() -> None:
    rooms = manager()
    empty = {name: value.copy() for name, value in vars(rooms).items() if hasattr(value, "copy")}
    for number in range(10):
        sid = await rooms.pre_connect(f"e{number}", "/")
        await rooms.connect(sid, "/")
        await rooms.enter_room(sid, "/", "lamp")
        rooms.pre_disconnect(sid, "/")
    for sid, _ in list(rooms.get_participants("/", None)):
        await rooms.disconnect(sid, "/")
    assert {name: vars(rooms)[name] for name in empty} == empty


async def test_a_member_cannot_enter_the_room_of_anothers_sid() -> None:
    rooms = manager()
    ann, bob = await rooms.pre_connect("e1", "/"), await rooms.pre_connect("e2", "/")
    with pytest.raises(ValueError, match="cannot enter"):
        await rooms.enter_room(ann, "/", bob)


async def test_a_socket_joins_once() -> None:
    rooms = manager()
    assert await rooms.pre_connect("e1", "/") is not None
    assert await rooms.pre_connect("e1", "/") is None


async def test_a_socket_that_has_not_joined_cannot_enter_a_room() -> None:
    rooms = manager()
    with pytest.raises(ValueError, match="not connected"):
        await rooms.enter_room("ghost", "/", "lamp")
