"""Open registration: anybody may become a bidder, where the operator lets the node make tokens."""

import secrets
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.tokens import Tokens
from server.web.errors import respond
from server.wire.errors import Refused
from server.wire.requests import NewUser
from server.wire.views import UserAnswer

TOKEN_TTL_S = 30 * 24 * 3600


class Register(Protocol):
    """The archive, as far as users need it."""

    async def add_user(self, user_id: UserId, handle: str) -> None:
        """Keep a user."""
        ...


class Users:
    """`POST /users`."""

    def __init__(self, register: Register, tokens: Tokens, *, open_registration: bool) -> None:
        self._register = register
        self._tokens = tokens
        self._open = open_registration and tokens.can_issue

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.post("/users", self.create)]

    async def create(self, request: web.Request) -> web.Response:
        """Register a bidder and hand out a token."""
        if not self._open:
            raise Refused(Code.FORBIDDEN, "open registration is off: bring a token")
        new = NewUser.parse_json(await request.read())
        user_id = UserId(f"u-{secrets.token_hex(8)}")
        token = self._tokens.issue(user_id, new.name, Role.BIDDER, ttl_s=TOKEN_TTL_S)
        identity = self._tokens.verify(token)
        await self._register.add_user(user_id, identity.handle)
        body = UserAnswer(
            user_id=user_id,
            name=new.name,
            role=Role.BIDDER.value,
            token=token,
            handle=identity.handle,
        )
        return respond(body, HTTPStatus.CREATED)
