"""Alive, and able to take bids: for the balancer and for whoever is on call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from server.web.errors import respond
from server.wire.views import AliveAnswer, ReadyAnswer

CHECK_TIMEOUT_S = 1.0


class Health:
    """`GET /healthz` and `GET /readyz`. A node without its archive still takes bids."""

    def __init__(
        self,
        needed: Mapping[str, Callable[[], Awaitable[None]]],
        useful: Mapping[str, Callable[[], Awaitable[None]]],
    ) -> None:
        """Each check returns when its dependency answers and raises when it doesn't."""
        self._needed = needed
        self._useful = useful
        self._stopping = False

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    def stop(self) -> None:
        """Be not ready from now on, so that the balancer sends nobody here."""
        self._stopping = True

    async def alive(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """Say that the process answers."""
        return respond(AliveAnswer(alive=True))

    async def ready(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """Say whether bids are taken, with a line per dependency."""
        checks = {**self._needed, **self._useful}
        states = await asyncio.gather(*(_check(check) for check in checks.values()))
        lines = dict(zip(checks, states, strict=True))
        ready = not self._stopping and all(lines[name] == "ok" for name in self._needed)
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        body = ReadyAnswer(ready=ready, stopping=self._stopping, dependencies=lines)
        return respond(body, status)


async def _check(check: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            await check()
    except Exception as error:
        return f"down: {type(error).__name__}"
    return "ok"
