"""Users: open registration, new names, and the answer to a socket that authenticates."""

import secrets
import time

from server.bidding.archive import Archive
from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.handles import former_code
from server.identity.identity import Identity
from server.identity.tokens import Tokens
from server.use_cases.stores import refused_by_archive
from server.wire.answers import AuthenticateAnswer
from server.wire.errors import Refused
from server.wire.requests import NewUser
from server.wire.views import UserAnswer

TOKEN_TTL_S = 30 * 24 * 3600
_REGISTERED = "u-"
"""How the ids of users begin who registered here."""


class Registration:
    """Open registration: anybody may become a bidder, where the operator lets the node make tokens."""

    def __init__(self, archive: Archive, tokens: Tokens, *, is_open: bool) -> None:
        self._archive = archive
        self._tokens = tokens
        self._is_open = is_open and tokens.can_issue

    def check_open(self) -> None:
        """Raise Refused `forbidden` where registration is closed."""
        if not self._is_open:
            raise Refused(Code.FORBIDDEN, "open registration is off: bring a token")

    async def register(self, new: NewUser) -> UserAnswer:
        """Register a bidder and make their token; raises Refused `forbidden` or `unavailable`."""
        self.check_open()
        user_id = UserId(f"{_REGISTERED}{secrets.token_hex(8)}")
        return await self._known_as(user_id, new.name, TOKEN_TTL_S)

    async def rename(self, identity: Identity, new: NewUser) -> UserAnswer:
        """Give a bidder another name, and a token with it; raises Refused `forbidden` or `unavailable`.

        The code of the handle stays, so one person stays one person (0188).
        """
        self.check_open()
        if identity.role is not Role.BIDDER:
            raise Refused(Code.FORBIDDEN, "only bidders choose their names here")
        left_s = identity.expires_at - int(time.time())
        registered = identity.user_id.startswith(_REGISTERED)
        # A token that somebody else made is not to live longer than they meant it to.
        ttl_s = max(left_s, TOKEN_TTL_S) if registered else max(left_s, 1)
        return await self._known_as(identity.user_id, new.name, ttl_s)

    async def _known_as(self, user_id: UserId, name: str, ttl_s: int) -> UserAnswer:
        token = self._tokens.issue(user_id, name, Role.BIDDER, ttl_s=ttl_s)
        identity = self._tokens.verify(token)
        async with refused_by_archive():
            await self._archive.add_user(user_id, identity.handle)
        return UserAnswer(
            user_id=user_id,
            name=name,
            role=Role.BIDDER.value,
            token=token,
            handle=identity.handle,
        )


def authenticate_answer(identity: Identity) -> AuthenticateAnswer:
    """Build the answer to `authenticate`."""
    return AuthenticateAnswer(
        ok=True,
        user_id=identity.user_id,
        role=identity.role.value,
        expires_at=identity.expires_at,
        handle=identity.handle,
        former_code=former_code(identity.user_id),
    )
