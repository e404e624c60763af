"""Registration over HTTP."""

from http import HTTPStatus

from aiohttp import web

from server.use_cases.users import Registration
from server.web.errors import respond
from server.web.transport.rate_limits import RequestRates
from server.wire.requests import NewUser


class Users:
    """`POST /users`."""

    def __init__(self, registration: Registration, rates: RequestRates) -> None:
        self._registration = registration
        self._rates = rates

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.post("/users", self.create)]

    async def create(self, request: web.Request) -> web.Response:
        """Register a bidder and return their token."""
        self._registration.check_open()
        self._rates.registration(request)
        new = NewUser.parse_json(await request.read())
        return respond(await self._registration.register(new), HTTPStatus.CREATED)
