"""The identity of an HTTP request, by its `Authorization: Bearer` header."""

from aiohttp import web

from server.domain.rejection import Code
from server.identity.identity import Identity
from server.identity.tokens import Tokens
from server.web.transport.rate_limits import RequestRates
from server.wire.errors import Refused


class Bearer:
    """Verifies the tokens of requests."""

    def __init__(self, tokens: Tokens, rates: RequestRates) -> None:
        self._tokens = tokens
        self._rates = rates

    def identity(self, request: web.Request) -> Identity | None:
        """Return a request's identity, None without a token, and count the request of that user.

        Raises Refused `unauthenticated` or `rate_limited`.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(Code.UNAUTHENTICATED, "the Authorization header must be: Bearer TOKEN")
        identity = self._tokens.verify(token.strip())
        self._rates.user(identity.user_id)
        return identity
