"""Registration, and new names, over HTTP."""

from http import HTTPStatus

from aiohttp import web

from server.identity.permissions import authenticated
from server.use_cases.users import Registration
from server.web.bearer import Bearer
from server.web.errors import respond
from server.web.transport.rate_limits import RequestRates
from server.wire.requests import NewUser


class Users:
    """`POST /users` and `PATCH /users/me`."""

    def __init__(self, registration: Registration, rates: RequestRates, bearer: Bearer) -> None:
        self._registration = registration
        self._rates = rates
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.post("/users", self.create), web.patch("/users/me", self.rename)]

    async def create(self, request: web.Request) -> web.Response:
        """Register a bidder and return their token."""
        self._registration.check_open()
        self._rates.registration(request)
        new = NewUser.parse_json(await request.read())
        return respond(await self._registration.register(new), HTTPStatus.CREATED)

    async def rename(self, request: web.Request) -> web.Response:
        """Give the bidder of the token another name, and return a token with it."""
        identity = authenticated(self._bearer.identity(request))
        self._registration.check_open()
        self._rates.rename(identity.user_id)
        new = NewUser.parse_json(await request.read())
        return respond(await self._registration.rename(identity, new))
