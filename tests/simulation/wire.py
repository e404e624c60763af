"""A connection from a node to a store, with delays, cuts, lost requests and lost replies.

Requests arrive in the order in which they were sent, and replies likewise, as on one TCP connection. A
connection that was cut loses all that is under way: of a request it is not known whether it has arrived.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, TypeVar

from tests.simulation.loop import PROCESS

T = TypeVar("T")

Answer = Callable[[Any], None]
Serve = Callable[[T, Answer], None]
"""Takes a request and a function that answers it, which may be called later."""

NETWORK = Context()
NETWORK.run(PROCESS.set, None)
"""The network belongs to no process, so it goes on while they are stopped."""


@dataclass(slots=True)
class Weather:
    """What a connection suffers. Delays are in seconds and for one way."""

    delay_s: float = 0.0003
    requests_lost: bool = False
    replies_lost: bool = False
    refused: bool = False


class Wire(Generic[T]):
    """One connection. `serve` gets each request that arrives."""

    def __init__(
        self,
        serve: Serve[T],
        random: Random,
        *,
        timeout_s: float,
        cut: Callable[[str], Exception],
        timed_out: Callable[[], Exception],
    ) -> None:
        """`cut` and `timed_out` make the errors that a caller gets."""
        self.weather = Weather()
        self._serve = serve
        self._random = random
        self._timeout_s = timeout_s
        self._error, self._timed_out = cut, timed_out
        self._calls: dict[asyncio.Future[Any], asyncio.TimerHandle] = {}
        self._arrives_at = self._returns_at = 0.0
        self.connection = 0
        """The number of the connection; a cut begins the next one."""

    async def call(self, request: T, *, timeout_s: float | None = None) -> Any:
        """Send a request and return its answer; raises the errors of this wire."""
        if self.weather.refused:
            await asyncio.sleep(self.weather.delay_s)
            raise self._error("refused")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        wait_s = self._timeout_s if timeout_s is None else timeout_s
        self._calls[future] = timer = loop.call_later(wait_s, self._give_up)
        try:
            self._send(request, future)
            return await future
        finally:
            del self._calls[future]
            timer.cancel()

    def cut(self) -> None:
        """Reset the connection: every call under way fails."""
        self.connection += 1
        self._arrives_at = self._returns_at = 0.0
        self._fail(self._error("reset"))

    def _send(self, request: T, future: asyncio.Future[Any]) -> None:
        loop, connection = asyncio.get_running_loop(), self.connection
        self._arrives_at = max(self._arrives_at, loop.time() + self._delay())

        def arrive() -> None:
            # Of the requests that were under way when the connection was cut, some have arrived.
            lost = self.weather.requests_lost or self.weather.refused
            if lost or (connection != self.connection and self._random.random() < 0.5):
                return
            self._serve(request, reply)

        def reply(answer: Any) -> None:
            if connection != self.connection:
                return
            self._returns_at = max(self._returns_at, loop.time() + self._delay())
            loop.call_at(self._returns_at, arrive_back, answer, context=NETWORK)

        def arrive_back(answer: Any) -> None:
            if connection != self.connection or self.weather.replies_lost or future.done():
                return
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

        loop.call_at(self._arrives_at, arrive, context=NETWORK)

    def _give_up(self) -> None:
        """Hang up, because nothing behind a missing reply would arrive either."""
        self.connection += 1
        self._fail(self._timed_out())

    def _fail(self, error: Exception) -> None:
        for future in [*self._calls]:
            if not future.done():
                future.set_exception(error)

    def _delay(self) -> float:
        return self.weather.delay_s * (0.5 + self._random.random())
