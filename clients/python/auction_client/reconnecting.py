"""A connection that lasts: one socket at a time, replaced by a new one whenever it is lost.

A task waits for the loss and connects again, without a limit; it gives up only when the server refuses
the token.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Literal, Self, TypeVar

import aiohttp

from auction_client.backoff import RECONNECT_BACKOFF, RETRIED_CODES, Pauses
from auction_client.connection import Connection, Receive
from auction_client.errors import NotConnected, RequestRefused
from auction_client.messages import Refusal

T = TypeVar("T")

ANSWER_TIMEOUT_S = 5.0
"""How long the answer to a request other than a bid is waited for."""

ConnectionState = Literal["connecting", "live", "reconnecting", "closed"]


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
    ) -> None:
        self.state: ConnectionState = "connecting"
        self._url = url
        self._session = session
        self._token = token
        self._transports = transports
        self._receive = receive
        self._on_lost = on_lost
        self._live: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        connection = await self._open()
        self._set_live(connection)
        self._task = asyncio.create_task(self._run(connection), name="auction-connection")
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._close(NotConnected("the client is closed"))

    async def call(
        self, event: str, argument: dict[str, Any], form: type[T], *, timeout_s: float
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

    async def request(self, event: str, argument: dict[str, Any], form: type[T]) -> T:
        """Send an event and return its answer; raises RequestRefused and the errors of `call`."""
        answer = await self.call(event, argument, form, timeout_s=ANSWER_TIMEOUT_S)
        if isinstance(answer, Refusal):
            raise RequestRefused(answer)
        return answer

    async def send(self, event: str, argument: dict[str, Any]) -> None:
        """Send an event if there is a connection now, without waiting for its acknowledgement."""
        if self.state == "live":
            await self._live.result().send(event, argument)

    async def _run(self, connection: Connection) -> None:
        while True:
            try:
                await connection.lost.wait()
            finally:
                await connection.close()
            self.state = "reconnecting"
            self._live = asyncio.get_running_loop().create_future()
            self._on_lost()
            try:
                connection = await self._open_again()
            except RequestRefused as refused:
                self._close(refused)
                return
            self._set_live(connection)

    async def _open_again(self) -> Connection:
        pauses = Pauses(RECONNECT_BACKOFF)
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
            receive=self._receive,
        )

    def _set_live(self, connection: Connection) -> None:
        self.state = "live"
        self._live.set_result(connection)

    def _close(self, reason: NotConnected | RequestRefused) -> None:
        self.state = "closed"
        if self._live.done():
            self._live = asyncio.get_running_loop().create_future()
        self._live.set_exception(reason)
        self._live.exception()  # retrieved here, because there may be no caller to retrieve it
