"""The identities of sockets: rooms of users, expired tokens, and the limit of sockets of a user."""

import time
from unittest.mock import Mock

import pytest
from redis.asyncio import Redis

from server.domain.types import NodeId, Role, UserId
from server.identity.identity import Identity
from server.sockets.identities import Identities
from server.sockets.rooms.manager import NAMESPACE, Rooms, user_room
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.transport.rate_limits import FULL_RETRY_MS, Limits, RateLimiter
from server.wire.errors import Refused


def identity(user: str, *, expires_in_s: int = 86_400) -> Identity:
    expires_at = int(time.time()) + expires_in_s
    return Identity(UserId(user), user.capitalize(), Role.BIDDER, expires_at, code=user)


ANN, BEN = identity("ann"), identity("ben")


@pytest.fixture
def rooms() -> Rooms:
    """Rooms with the members `s1` and `s2`."""
    made = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
    for sid in ("s1", "s2"):
        made.basic_enter_room(sid, NAMESPACE, None, eio_sid=f"eio-{sid}")
    return made


@pytest.fixture
def identities(rooms: Rooms) -> Identities:
    """Identities where a user has one socket."""
    return Identities(rooms, RateLimiter(Limits(sockets_per_user=1)))


def test_a_socket_with_an_identity_is_in_the_room_of_its_user(
    identities: Identities, rooms: Rooms
) -> None:
    assert identities.current("s1") is None
    identities.set("s1", ANN)
    assert (identities.current("s1"), identities.last_known("s1")) == (ANN, ANN)
    assert rooms.listeners(user_room(ANN.user_id)) == ("eio-s1",)


def test_a_socket_is_signed_in_once_it_has_an_identity(
    identities: Identities, rooms: Rooms
) -> None:
    rooms.server = Mock()
    rooms.server.eio.generate_id.return_value = "s3"
    sid = rooms.begin("eio-s3", NAMESPACE)
    assert sid is not None
    assert not identities.is_signed_in("eio-s3")
    identities.set(sid, ANN)
    assert identities.is_signed_in("eio-s3")
    assert not identities.is_signed_in("eio-s4")


def test_a_socket_that_changes_its_user_changes_its_room(
    identities: Identities, rooms: Rooms
) -> None:
    identities.set("s1", ANN)
    identities.set("s1", BEN)
    assert rooms.listeners(user_room(ANN.user_id)) == ()
    assert rooms.listeners(user_room(BEN.user_id)) == ("eio-s1",)
    identities.set("s2", ANN)


def test_a_socket_whose_token_expired_has_no_current_identity(identities: Identities) -> None:
    expired = identity("ann", expires_in_s=-1)
    identities.set("s1", expired)
    with pytest.raises(Refused, match="unauthenticated"):
        identities.current("s1")
    assert identities.last_known("s1") == expired


def test_a_socket_above_the_limit_of_its_user_is_refused_and_keeps_its_identity(
    identities: Identities, rooms: Rooms
) -> None:
    identities.set("s1", ANN)
    identities.set("s2", BEN)
    with pytest.raises(Refused) as refused:
        identities.set("s2", ANN)
    assert refused.value.rejection.details == {"retry_after_ms": FULL_RETRY_MS}
    assert identities.current("s2") == BEN
    assert rooms.listeners(user_room(BEN.user_id)) == ("eio-s2",)


def test_a_socket_that_renews_its_token_is_counted_once(identities: Identities) -> None:
    identities.set("s1", ANN)
    identities.set("s1", identity("ann", expires_in_s=900))
    identities.forget("s1")
    identities.set("s2", ANN)
    assert identities.current("s2") == ANN


def test_a_socket_that_is_forgotten_has_no_identity(identities: Identities) -> None:
    identities.set("s1", ANN)
    identities.forget("s1")
    identities.forget("s1")
    assert identities.last_known("s1") is None


def test_a_socket_that_has_left_is_given_no_identity_and_takes_no_place(
    identities: Identities, rooms: Rooms
) -> None:
    rooms.basic_disconnect("s1", NAMESPACE)
    identities.set("s1", ANN)
    assert identities.last_known("s1") is None
    identities.set("s2", ANN)
