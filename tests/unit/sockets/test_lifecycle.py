"""The lifecycle of sockets: how they join with and without a token, their greeting, and how they leave."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from redis.asyncio import Redis
from socketio.exceptions import ConnectionRefusedError as ConnectRefused

from server.domain.types import NodeId, Role, UserId
from server.identity.identity import Identity
from server.identity.tokens import SharedSecret, Tokens
from server.sockets.identities import Identities
from server.sockets.lifecycle import Lifecycle
from server.sockets.recovery.recovery import Recovery
from server.sockets.rooms.manager import NAMESPACE, Rooms
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.transport.rate_limits import FULL_RETRY_MS, Limits, RateLimiter

TOKENS = Tokens(SharedSecret("a secret that only the tests know, long enough"))


@dataclass
class FakeRecovery:
    """Records the calls of a lifecycle."""

    begun: list[tuple[str, object, Identity | None]] = field(default_factory=list)
    ended: list[tuple[str, bool]] = field(default_factory=list)
    sent_missed: list[str] = field(default_factory=list)
    pids: dict[str, str] = field(default_factory=dict)
    fails: bool = False

    async def begin(self, sid: str, pid: object, identity: Identity | None) -> None:
        if self.fails:
            raise ZeroDivisionError
        self.begun.append((sid, pid, identity))

    def begin_new(self, sid: str) -> None:
        if self.fails:
            raise ZeroDivisionError
        self.begun.append((sid, None, None))

    def pid(self, sid: str) -> str | None:
        return self.pids.get(sid)

    def send_missed(self, sid: str) -> None:
        self.sent_missed.append(sid)

    def end(self, sid: str, *, wanted: bool) -> None:
        self.ended.append((sid, wanted))


class JoiningNode:
    """A lifecycle on a node where a user has one socket."""

    def __init__(self) -> None:
        rooms = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
        for sid in ("s1", "s2"):
            rooms.basic_enter_room(sid, NAMESPACE, None, eio_sid=sid)
        self.identities = Identities(rooms, RateLimiter(Limits(sockets_per_user=1)))
        self.recovery = FakeRecovery()
        self.lifecycle = Lifecycle(TOKENS, self.identities, cast("Recovery", self.recovery))


def token(user: str = "ann") -> str:
    return TOKENS.issue(UserId(user), user.capitalize(), Role.BIDDER, ttl_s=600)


@pytest.mark.parametrize("auth", [None, {}, "token", ["token"], {"token": None}])
async def test_a_socket_without_a_token_joins_as_a_watcher(auth: Any) -> None:
    node = JoiningNode()
    await node.lifecycle.connect("s1", {}, auth)
    assert node.identities.last_known("s1") is None
    assert node.recovery.begun == [("s1", None, None)]


async def test_a_socket_with_a_valid_token_joins_as_its_user() -> None:
    node = JoiningNode()
    await node.lifecycle.connect("s1", {}, {"token": token(), "pid": "p1"})
    identity = node.identities.current("s1")
    assert identity is not None
    assert identity.user_id == "ann"
    assert node.recovery.begun == [("s1", "p1", identity)]


@pytest.mark.parametrize("invalid", ["nonsense", "", 7, ["x"], {"a": 1}])
async def test_an_invalid_token_is_refused_as_unauthenticated(invalid: Any) -> None:
    node = JoiningNode()
    with pytest.raises(ConnectRefused) as refused:
        await node.lifecycle.connect("s1", {}, {"token": invalid})
    assert refused.value.error_args["data"] == {"code": "unauthenticated"}
    assert node.recovery.begun == []


async def test_a_socket_above_the_limit_of_its_user_is_refused_with_the_time_to_wait() -> None:
    node = JoiningNode()
    await node.lifecycle.connect("s1", {}, {"token": token()})
    with pytest.raises(ConnectRefused) as refused:
        await node.lifecycle.connect("s2", {}, {"token": token()})
    assert refused.value.error_args["data"] == {
        "code": "rate_limited",
        "retry_after_ms": FULL_RETRY_MS,
    }


def test_the_greeting_names_the_session_if_sessions_are_kept() -> None:
    node = JoiningNode()
    assert node.lifecycle.greeting("s1") == {}
    node.recovery.pids["s1"] = "p1"
    assert node.lifecycle.greeting("s1") == {"pid": "p1"}


def test_a_connected_socket_is_sent_the_messages_that_it_missed() -> None:
    node = JoiningNode()
    node.lifecycle.connected("s1")
    assert node.recovery.sent_missed == ["s1"]


@pytest.mark.parametrize("wanted", [True, False])
async def test_a_socket_that_leaves_frees_its_place_and_ends_its_session(wanted: bool) -> None:
    node = JoiningNode()
    await node.lifecycle.connect("s1", {}, {"token": token()})
    node.lifecycle.disconnected("s1", wanted=wanted)
    assert node.recovery.ended == [("s1", wanted)]
    await node.lifecycle.connect("s2", {}, {"token": token()})


async def test_a_socket_whose_joining_fails_frees_its_place() -> None:
    node = JoiningNode()
    node.recovery.fails = True
    with pytest.raises(ZeroDivisionError):
        await node.lifecycle.connect("s1", {}, {"token": token()})
    node.recovery.fails = False
    await node.lifecycle.connect("s2", {}, {"token": token()})


def test_a_new_session_begins_in_the_same_turn() -> None:
    node = JoiningNode()
    assert node.lifecycle.connect_at_once("s1", {"token": token()})
    identity = node.identities.current("s1")
    assert identity is not None
    assert identity.user_id == "ann"
    assert node.recovery.begun == [("s1", None, None)]


def test_a_socket_that_names_its_session_is_not_let_in_at_once() -> None:
    node = JoiningNode()
    assert not node.lifecycle.connect_at_once("s1", {"token": token(), "pid": "p1"})
    assert node.identities.last_known("s1") is None
    assert node.recovery.begun == []


def test_an_invalid_token_is_refused_at_once() -> None:
    node = JoiningNode()
    with pytest.raises(ConnectRefused) as refused:
        node.lifecycle.connect_at_once("s1", {"token": "nonsense"})
    assert refused.value.error_args["data"] == {"code": "unauthenticated"}
    assert node.recovery.begun == []


def test_a_socket_whose_joining_fails_at_once_frees_its_place() -> None:
    node = JoiningNode()
    node.recovery.fails = True
    with pytest.raises(ZeroDivisionError):
        node.lifecycle.connect_at_once("s1", {"token": token()})
    node.recovery.fails = False
    assert node.lifecycle.connect_at_once("s2", {"token": token()})
