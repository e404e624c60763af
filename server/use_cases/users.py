"""Users: open registration, and the answer to a socket that authenticates."""

import secrets

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
        user_id = UserId(f"u-{secrets.token_hex(8)}")
        token = self._tokens.issue(user_id, new.name, Role.BIDDER, ttl_s=TOKEN_TTL_S)
        identity = self._tokens.verify(token)
        async with refused_by_archive():
            await self._archive.add_user(user_id, identity.handle)
        return UserAnswer(
            user_id=user_id,
            name=new.name,
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
