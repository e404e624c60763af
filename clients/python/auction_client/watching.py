"""What the watch of an item and that of a sale share: the task, its subscribers and its requests."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from auction_client.backoff import RETRIED_CODES, Pauses
from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.errors import NotConnected, RequestRefused, Unanswered
from auction_client.messages import Refusal
from auction_client.tasks import cancelled

GAP_WAIT_S = 0.25
"""How long a missing message is waited for; up to twice that, so that a crowd does not ask at once."""

HELD_MAX = 64
"""How many messages are held until an earlier one arrives; beyond that, a request has to fill the gap."""

WATCH_ANSWER_TIMEOUT_S = 5.0

T = TypeVar("T")


class View(Protocol):
    """What a client knows of an item or a sale."""

    @property
    def has_gap(self) -> bool:
        """Whether messages are missing."""
        ...


V = TypeVar("V", bound=View)


class Watch(ABC, Generic[V]):
    """Keeps a view complete for any number of subscribers, from `start` to `stop`."""

    def __init__(self, name: str, connection: ReconnectingConnection) -> None:
        self.subscribers = 0
        self._name = name
        self._connection = connection
        self._view: V | None = None
        self._failure: Exception | None = None
        self._changed = asyncio.Event()
        self._stale = asyncio.Event()
        self._gap_timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch."""
        self.resync()
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Stop watching; subscribers get NotConnected."""
        try:
            await cancelled(self._task)
        finally:
            if self._gap_timer:
                self._gap_timer.cancel()
            self._fail(NotConnected("the client is closed"))

    def resync(self) -> None:
        """Send the request again, from where the view ends: the connection was lost."""
        self._stale.set()

    @abstractmethod
    async def _read(self) -> None:
        """Begin the view, or bring it up to date; raises RequestRefused."""

    async def _run(self) -> None:
        try:
            while True:
                await self._stale.wait()
                self._stale.clear()
                await self._read()
        except Exception as error:  # the subscribers get every failure
            self._fail(error)

    async def _ask(
        self, event: str, request: Mapping[str, object], form: type[T], pauses: Pauses
    ) -> T | None:
        """Send a request; return the answer, or None after the pause before the next try.

        Raises RequestRefused.
        """
        refusal: Refusal | None = None
        try:
            answer = await self._connection.call(
                event, request, form, timeout_s=WATCH_ANSWER_TIMEOUT_S
            )
            if not isinstance(answer, Refusal):
                return answer
            refusal = answer
        except (NotConnected, Unanswered):
            pass  # the connection is being replaced
        if refusal and refusal.code not in RETRIED_CODES:
            raise RequestRefused(refusal)
        await asyncio.sleep(pauses.next_s(refusal))
        return None

    def _await_missing(self) -> None:
        """Give the messages that the view lacks a moment to arrive, then ask for them."""
        if self._view is not None and self._view.has_gap and self._gap_timer is None:
            wait_s = GAP_WAIT_S * (1 + random.random())  # noqa: S311 - a spread is no secret
            self._gap_timer = asyncio.get_running_loop().call_later(wait_s, self._end_gap_wait)

    def _end_gap_wait(self) -> None:
        self._gap_timer = None
        if self._view is not None and self._view.has_gap:
            self.resync()

    def _fail(self, failure: Exception) -> None:
        self._failure = self._failure or failure
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
