"""Health of the node: `/healthz` says that the process answers, `/readyz` that it takes bids."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from aiohttp import web

from server.bidding.hot_state.scripts import HotStateReadOnly, HotStateUntrusted
from server.bidding.hot_state.timed_scripts import ClockCorrected, ClockUnsettled
from server.tasks import TasksFailingError
from server.web.errors import respond
from server.wire.views import AliveAnswer, DurabilityView, ReadyAnswer

CHECK_TIMEOUT_S = 1.0
SHARED_S = 0.25
"""How long the result of the checks serves further requests."""


class Dependency(NamedTuple):
    """A dependency of the node: its `check` raises while it is down, and `symptom` describes that state.

    `trouble` returns a lasting trouble in words, with which it is down although it may answer at times.
    """

    check: Callable[[], Awaitable[None]]
    symptom: str
    trouble: Callable[[], str | None] = lambda: None


class Health:
    """`GET /healthz` and `GET /readyz`."""

    def __init__(
        self,
        needed: Mapping[str, Dependency],
        useful: Mapping[str, Dependency],
        *,
        durability: Callable[[], DurabilityView],
    ) -> None:
        """Hold a node ready while all `needed` dependencies are up; `useful` ones are only reported.

        `durability` returns the durability in force.
        """
        self._durability = durability
        self._needed = needed
        self._useful = useful
        self._stopping = False
        self._checking = asyncio.Lock()
        self._states: dict[str, str] = {}
        self._checked_at = -math.inf

    def routes(self) -> list[web.RouteDef]:
        """List the route that anybody may ask."""
        return [web.get("/healthz", self.alive)]

    def operations_routes(self) -> list[web.RouteDef]:
        """List the route for operators."""
        return [web.get("/readyz", self.ready)]

    def stop(self) -> None:
        """Stop being ready, so that the balancer sends no new clients."""
        self._stopping = True

    async def alive(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """Answer that the process is alive."""
        return respond(AliveAnswer(alive=True))

    async def ready(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """Answer whether the node takes bids, with the state of each dependency."""
        named = await self._check()
        ready = not self._stopping and all(named[name] == "ok" for name in self._needed)
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        body = ReadyAnswer(
            ready=ready,
            stopping=self._stopping,
            dependencies=named,
            durability=self._durability(),
        )
        return respond(body, status)

    async def _check(self) -> dict[str, str]:
        """Return the state of each dependency; requests that come close together share one check."""
        now = asyncio.get_running_loop().time
        async with self._checking:
            if now() - self._checked_at >= SHARED_S:
                dependencies = {**self._needed, **self._useful}
                states = await asyncio.gather(*map(_state, dependencies.values()))
                self._states = dict(zip(dependencies, states, strict=True))
                self._checked_at = now()
            return self._states


async def _state(dependency: Dependency) -> str:
    trouble = dependency.trouble()
    if trouble is not None:
        return f"down: {trouble}"
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            await dependency.check()
    except (HotStateReadOnly, TasksFailingError, ClockCorrected, ClockUnsettled) as error:
        return f"down: {error}"
    except HotStateUntrusted:
        return "down: the hot state is being restored"
    except Exception:
        return f"down: {dependency.symptom}"
    return "ok"
