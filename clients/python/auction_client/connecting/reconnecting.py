"""A connection that lasts: one socket at a time, replaced by a new one whenever it is lost or long silent.

A task waits for the loss and connects again, without a limit; it gives up only when the server refuses
the token.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeVar

import aiohttp

from auction_client.backoff import RETRIED_CODES, Pauses, after_leaving, leaving_s
from auction_client.connecting.connection import Connection, Receive
from auction_client.connecting.silence import silence_of
from auction_client.errors import NotConnected, RequestRefused
from auction_client.messages import Refusal
from auction_client.tasks import cancelled

T = TypeVar("T")

ANSWER_TIMEOUT_S = 5.0
"""How long the answer to a request other than a bid is waited for."""

LEAVING = "leaving"
"""The message of a node that stops, before it closes the connection."""

ConnectionState = Literal["connecting", "live", "silent", "reconnecting", "closed"]


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """The state of a connection, and when the server was last heard from, in seconds since the epoch.

    A `silent` server has sent nothing for three seconds although it was asked: the known state may be old.
    """

    state: ConnectionState
    last_message_at: float


class ReconnectingConnection:
    """A connection that is replaced when it is lost, as an async context manager.

    Entering it raises NotConnected or RequestRefused if the first connection fails.
    """

    def __init__(
        self,
        url: str,
        session: aiohttp.ClientSession,
        *,
        token: Callable[[], str | None],
        transports: Sequence[str],
        receive: Receive,
        on_lost: Callable[[], None],
        on_state: Callable[[ConnectionStatus], None],
    ) -> None:
        self.state: ConnectionState = "connecting"
        self._url = url
        self._session = session
        self._token = token
        self._transports = transports
        self._receive = receive
        self._first_pause_s: float | None = None
        """The pause that a node which is leaving has asked for."""
        self._on_lost = on_lost
        self._on_state = on_state
        self._loop = asyncio.get_running_loop()
        self._current: Connection | None = None
        self._live: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        connection = await self._open()
        self._set_live(connection)
        self._task = asyncio.create_task(self._run(connection), name="auction-connection")
        return self

    async def __aexit__(self, *_exception: object) -> None:
        try:
            await cancelled(self._task)
        finally:
            self._close(NotConnected("the client is closed"))

    @property
    def status(self) -> ConnectionStatus:
        """The state as it is."""
        now = self._loop.time()
        last_message_at = now if self._current is None else self._current.last_message_at
        return ConnectionStatus(self.state, time.time() - (now - last_message_at))

    async def call(
        self, event: str, argument: Mapping[str, object], form: type[T], *, timeout_s: float
    ) -> T | Refusal:
        """Send an event as soon as there is a connection, and return its acknowledgement.

        Raises the errors of `Connection.call`; NotConnected also when there is no connection in time.
        """
        now = asyncio.get_running_loop().time
        until = now() + timeout_s
        try:
            async with asyncio.timeout_at(until):
                connection = await asyncio.shield(self._live)
        except TimeoutError:
            raise NotConnected(f"no connection to {self._url}") from None
        return await connection.call(event, argument, form, timeout_s=until - now())

    async def request(self, event: str, argument: Mapping[str, object], form: type[T]) -> T:
        """Send an event and return its answer; raises RequestRefused and the errors of `call`."""
        answer = await self.call(event, argument, form, timeout_s=ANSWER_TIMEOUT_S)
        if isinstance(answer, Refusal):
            raise RequestRefused(answer)
        return answer

    async def send(self, event: str, argument: Mapping[str, object]) -> None:
        """Send an event if there is a connection now, without waiting for its acknowledgement."""
        if self._live.done() and not self._live.exception():
            await self._live.result().send(event, argument)

    async def _run(self, connection: Connection) -> None:
        while True:
            try:
                await self._until_lost(connection)
            except asyncio.CancelledError:
                await connection.close()
                raise
            await connection.close(for_good=False)
            self._set_state("reconnecting")
            self._live = asyncio.get_running_loop().create_future()
            self._on_lost()
            try:
                connection = await self._open_again()
            except RequestRefused as refused:
                self._close(refused)
                return
            self._set_live(connection)

    async def _until_lost(self, connection: Connection) -> None:
        """Wait until a connection is lost, or has been silent for too long."""

        def notify(is_silent: bool) -> None:
            self._set_state("silent" if is_silent else "live")

        waits = (
            asyncio.create_task(connection.lost.wait(), name="auction-connection-lost"),
            asyncio.create_task(silence_of(connection, notify), name="auction-silence"),
        )
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _open_again(self) -> Connection:
        pauses = Pauses(after_leaving(self._first_pause_s))
        self._first_pause_s = None
        refusal: Refusal | None = None
        while True:
            # The pause comes first: thousands of clients that lost one node must not return at once.
            await asyncio.sleep(pauses.next_s(refusal))
            try:
                return await self._open()
            except NotConnected:
                refusal = None
            except RequestRefused as error:
                refusal = error.refusal
                if refusal.code not in RETRIED_CODES:
                    raise

    async def _open(self) -> Connection:
        return await Connection.open(
            self._url,
            self._session,
            token=self._token(),
            transports=self._transports,
            receive=self._take,
            pid=None if self._current is None else self._current.pid,
        )

    def _take(self, event: str, message: object) -> None:
        """Take a message, and note the hint of a node that is leaving."""
        if event == LEAVING:
            self._first_pause_s = leaving_s(message)
        self._receive(event, message)

    def _set_live(self, connection: Connection) -> None:
        self._current = connection
        self._live.set_result(connection)
        self._set_state("live")

    def _set_state(self, state: ConnectionState) -> None:
        self.state = state
        self._on_state(self.status)

    def _close(self, reason: NotConnected | RequestRefused) -> None:
        if self._live.done():
            self._live = asyncio.get_running_loop().create_future()
        self._live.set_exception(reason)
        self._live.exception()  # retrieved here, because there may be no caller to retrieve it
        self._set_state("closed")
