"""The identity of each socket of this node, and the number of sockets of each user."""

import time

from server.domain.rejection import Code
from server.domain.types import Role
from server.identity.identity import Identity
from server.sockets.rooms.manager import NAMESPACE, Rooms, user_room
from server.sockets.transport.rate_limits import RateLimiter
from server.wire.errors import Refused


class Identities:
    """The identities that sockets have proved, by Socket.IO sid."""

    def __init__(self, rooms: Rooms, limiter: RateLimiter) -> None:
        self._rooms = rooms
        self._limiter = limiter
        self._identities: dict[str, Identity] = {}

    def last_known(self, sid: str) -> Identity | None:
        """Return the identity that a socket has proved, even if its token has expired since."""
        return self._identities.get(sid)

    def is_signed_in(self, eio_sid: str) -> bool:
        """Return whether the socket of an Engine.IO session has proved an identity."""
        sid = self._rooms.sid_from_eio_sid(eio_sid, NAMESPACE)
        return sid is not None and sid in self._identities

    def is_bidder(self, sid: str) -> bool:
        """Return whether a socket has proved to be a bidder's."""
        identity = self._identities.get(sid)
        return identity is not None and identity.role is Role.BIDDER

    def current(self, sid: str) -> Identity | None:
        """Return a socket's identity; raises Refused `unauthenticated` once its token has expired."""
        identity = self._identities.get(sid)
        if identity is not None and identity.has_expired(time.time()):
            raise Refused(Code.UNAUTHENTICATED, "the token has expired; authenticate anew")
        return identity

    def set(self, sid: str, identity: Identity) -> None:
        """Give a socket an identity, and put it in its user's room; a socket that has left is given none.

        Raises Refused `rate_limited` if the user has too many sockets.
        """
        if self._rooms.eio_sid_from_sid(sid, NAMESPACE) is None:
            return
        previous = self._identities.get(sid)
        if previous is None or previous.user_id != identity.user_id:
            wait_ms = self._limiter.admit_user(identity.user_id)
            if wait_ms:
                raise Refused(Code.RATE_LIMITED, "too many sockets", retry_after_ms=wait_ms)
            self.forget(sid)
        if previous is not None and previous.user_id != identity.user_id:
            self._rooms.leave(sid, user_room(previous.user_id))
        self._identities[sid] = identity
        self._rooms.enter(sid, user_room(identity.user_id))

    def forget(self, sid: str) -> None:
        """Forget a socket that has left."""
        identity = self._identities.pop(sid, None)
        if identity is not None:
            self._limiter.release_user(identity.user_id)
