"""Who a request comes from, by its `Authorization: Bearer` header."""

from aiohttp import web

from server.domain.rejection import Code
from server.domain.types import Role
from server.identity.identity import Identity
from server.identity.tokens import Tokens
from server.wire.errors import Refused


class Bearer:
    """Reads identities off requests."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def identity(self, request: web.Request) -> Identity | None:
        """Return who sent a request, None without a token; raises Refused `unauthenticated`."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(Code.UNAUTHENTICATED, "the Authorization header must be: Bearer TOKEN")
        return self._tokens.verify(token.strip())

    def auctioneer(self, request: web.Request) -> Identity:
        """Return who sent a request that only an auctioneer may; raises Refused."""
        identity = self.identity(request)
        if identity is None:
            raise Refused(Code.UNAUTHENTICATED, "a token is needed for this")
        if identity.role is Role.BIDDER:
            raise Refused(Code.FORBIDDEN, "only an auctioneer may do this")
        return identity
