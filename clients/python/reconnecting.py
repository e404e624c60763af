"""The link to the server: one connection at a time, replaced by a new one whenever it is lost.

A task owned by the link waits for the loss and connects again, for as long as it takes; it gives up only
when the server refuses the token.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from clients.python.backoff import CONNECTING, TRY_AGAIN, Pauses
from clients.python.connection import Connection, Hear
from clients.python.errors import NotConnected, RequestRefused
from clients.python.messages import Refused

T = TypeVar("T")


class Link:
    """A connection that is kept up, as an async context manager.

    Entering it raises NotConnected or RequestRefused if there is no first connection.
    """

    def __init__(
        self,
        url: str,
        session: aiohttp.ClientSession,
        *,
        token: Callable[[], str | None],
        transports: Sequence[str],
        hear: Hear,
        on_loss: Callable[[], None],
    ) -> None:
        self._url = url
        self._session = session
        self._token = token
        self._transports = transports
        self._hear = hear
        self._on_loss = on_loss
        self._live: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        connection = await self._open()
        self._live.set_result(connection)
        self._keeper = asyncio.create_task(self._keep(connection), name="auction-link")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._keeper.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeper
        self._give_up(NotConnected("the client is closed"))

    @property
    def up(self) -> bool:
        """Whether there is a connection now."""
        return self._live.done() and self._live.exception() is None

    async def call(
        self, event: str, argument: dict[str, Any], form: type[T], *, timeout_s: float
    ) -> T | Refused:
        """Send an event as soon as there is a connection, and return its acknowledgement.

        Raises what `Connection.call` raises; NotConnected also when there is no connection in time.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout_s
        try:
            async with asyncio.timeout_at(until):
                connection = await asyncio.shield(self._live)
        except TimeoutError:
            raise NotConnected(f"no connection to {self._url}") from None
        return await connection.call(event, argument, form, timeout_s=until - loop.time())

    async def tell(self, event: str, argument: dict[str, Any]) -> None:
        """Send an event if there is a connection, without waiting for anything."""
        if self.up:
            await self._live.result().tell(event, argument)

    async def _keep(self, connection: Connection) -> None:
        while True:
            try:
                await connection.lost.wait()
            finally:
                await connection.close()
            self._live = asyncio.get_running_loop().create_future()
            self._on_loss()
            try:
                connection = await self._open_again()
            except RequestRefused as refused:
                self._give_up(refused)
                return
            self._live.set_result(connection)

    async def _open_again(self) -> Connection:
        pauses = Pauses(CONNECTING)
        refused: Refused | None = None
        while True:
            # The pause comes first: a server that was lost by thousands is not stormed at once.
            await asyncio.sleep(pauses.next_s(refused))
            try:
                return await self._open()
            except NotConnected:
                refused = None
            except RequestRefused as error:
                refused = error.refused
                if refused.code not in TRY_AGAIN:
                    raise

    async def _open(self) -> Connection:
        return await Connection.open(
            self._url,
            self._session,
            token=self._token(),
            transports=self._transports,
            hear=self._hear,
        )

    def _give_up(self, reason: NotConnected | RequestRefused) -> None:
        if self._live.done():
            self._live = asyncio.get_running_loop().create_future()
        self._live.set_exception(reason)
        self._live.exception()  # looked at: nobody has to wait for it
