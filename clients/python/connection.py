"""One socket, from its opening to its loss; it is never opened again.

The only module that touches python-socketio, which has no types: nothing untyped leaves it. The
library's own reconnecting is off, because it doesn't come back after the server has closed the
connection in good order, as a node does that is being replaced; `link` opens a new one instead.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import aiohttp
import msgspec
import socketio

from clients.python.errors import NoAnswer, NotConnected, RequestRefused, UnexpectedAnswer
from clients.python.messages import Refused, read_refusal, read_reply

T = TypeVar("T")
Hear = Callable[[str, object], None]
"""Takes an event's name and argument. Plain, not async, so that events keep their order."""

OPEN_TIMEOUT_S = 5.0
CLOSE_TIMEOUT_S = 1.0

_log = logging.getLogger(__name__)


class Connection:
    """A connected socket. `lost` is set when it is no longer one."""

    def __init__(self, sio: Any) -> None:
        self.lost = asyncio.Event()
        self._sio = sio
        self._asked: set[asyncio.Future[object]] = set()
        sio.on("disconnect", self._lose)

    @classmethod
    async def open(
        cls,
        url: str,
        session: aiohttp.ClientSession,
        *,
        token: str | None,
        transports: Sequence[str],
        hear: Hear,
    ) -> "Connection":
        """Connect; raises NotConnected, or RequestRefused when the server refuses the token."""
        sio = socketio.AsyncClient(
            reconnection=False,
            handle_sigint=False,
            http_session=session,
            logger=_log,
            engineio_logger=_log,
        )
        refusals: list[object] = []
        sio.on("connect_error", lambda *reasons: refusals.extend(reasons))
        sio.on("*", hear)
        connection = cls(sio)
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                await sio.connect(
                    url,
                    auth={"token": token} if token else None,
                    transports=list(transports),
                    wait_timeout=OPEN_TIMEOUT_S,
                )
        except asyncio.CancelledError:
            await connection.close()
            raise
        except Exception as error:
            # The library lets through whatever its transports and parsers raise.
            await connection.close()
            raise _why(url, refusals, error) from None
        if sio.eio.state != "connected":
            # Lost while it was being opened: the library has no event for that.
            await connection.close()
            raise NotConnected(f"the connection to {url} was lost at once")
        return connection

    async def call(
        self, event: str, argument: dict[str, Any], form: type[T], *, timeout_s: float
    ) -> T | Refused:
        """Send an event and return its acknowledgement.

        Raises NotConnected when nothing was sent, NoAnswer when no answer came in time or the
        connection was lost before it, UnexpectedAnswer.
        """
        if self.lost.is_set():
            raise NotConnected("the connection is lost")
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._asked.add(answer)
        try:
            async with asyncio.timeout(timeout_s):
                await self._sio.emit(
                    event, argument, callback=lambda *reply: _settle(answer, reply)
                )
                return read_reply(await answer, form)
        except TimeoutError:
            raise NoAnswer(f"no answer to {event} within {timeout_s:.1f} s") from None
        except msgspec.ValidationError as error:
            raise UnexpectedAnswer(f"the answer to {event} can't be read: {error}") from None
        finally:
            self._asked.discard(answer)

    async def tell(self, event: str, argument: dict[str, Any]) -> None:
        """Send an event whose acknowledgement nobody needs; lost if the connection is."""
        if not self.lost.is_set():
            await self._sio.emit(event, argument)

    async def close(self) -> None:
        """Disconnect, without waiting for a server that doesn't answer."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._sio.disconnect()
        except TimeoutError:
            _log.info("the server did not close in time")
        finally:
            self._drop()
            self._lose()

    def _drop(self) -> None:
        """End what the library leaves behind when it could not disconnect in good order."""
        engine = self._sio.eio
        for task in (engine.read_loop_task, engine.write_loop_task):
            if task is not None:
                task.cancel()
        if engine.ws is not None:
            # aiohttp leaves a websocket that was reset to the garbage collector.
            engine.ws._response.close()

    def _lose(self, *_reason: object) -> None:
        self.lost.set()
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(NoAnswer("the connection was lost before the answer"))


def _settle(answer: "asyncio.Future[object]", reply: tuple[object, ...]) -> None:
    if not answer.done():
        answer.set_result(reply[0] if reply else None)


def _why(url: str, refusals: list[object], error: Exception) -> RequestRefused | NotConnected:
    """Return why a connection was not made: the server's own words, or else the library's."""
    for refusal in refusals:
        match refusal:
            case {"message": str(message), "data": {"code": str()} as data}:
                return RequestRefused(read_refusal({"message": message, **data}, "message"))
    reason = "too late" if isinstance(error, TimeoutError) else error
    return NotConnected(f"no connection to {url}: {reason}")
