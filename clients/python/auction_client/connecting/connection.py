"""One socket, from its opening to its loss; it is never opened again.

This is the only module that touches python-socketio, which has no type annotations, and nothing untyped
leaves it. The library's own reconnecting is off, because it stops after an orderly close by the server,
which is how a node says goodbye when it is replaced. `reconnecting` opens a new connection instead.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import aiohttp
import msgspec
import socketio

from auction_client.errors import NotConnected, RequestRefused, Unanswered, UnexpectedAnswer
from auction_client.messages import Refusal, read_refusal, read_reply
from auction_client.tasks import result_of

T = TypeVar("T")
Receive = Callable[[str, object], None]
"""Takes an event's name and argument. It is a plain function, so that events keep their order."""

OPEN_TIMEOUT_S = 5.0
CLOSE_TIMEOUT_S = 1.0

_log = logging.getLogger(__name__)


class _SocketClient(socketio.AsyncClient):  # type: ignore[misc]  # the library is untyped
    """Reads the `pid` of the server's recovery, of which the library knows nothing."""

    pid: str | None = None

    async def _handle_connect(self, namespace: str, data: Mapping[str, object] | None) -> None:
        match data:
            case {"pid": str(pid)}:
                self.pid = pid
        await super()._handle_connect(namespace, data)


class Connection:
    """A connected socket; `lost` is set once it is connected no longer."""

    def __init__(self, sio: Any) -> None:
        self.lost = asyncio.Event()
        self.last_message_at = asyncio.get_running_loop().time()
        """When the server last sent an event or an answer, on the event loop's clock."""
        self._sio = sio
        self._pending: set[asyncio.Future[object]] = set()
        sio.on("disconnect", self._lose)

    @classmethod
    async def open(
        cls,
        url: str,
        session: aiohttp.ClientSession,
        *,
        token: str | None,
        transports: Sequence[str],
        receive: Receive,
        pid: str | None = None,
    ) -> "Connection":
        """Connect; raises NotConnected, or RequestRefused when the server refuses the token.

        With the `pid` of a lost connection the server sends the notices that it missed.
        """
        auth = {name: value for name, value in (("token", token), ("pid", pid)) if value}
        sio = _SocketClient(
            reconnection=False,
            handle_sigint=False,
            http_session=session,
            logger=_log,
            engineio_logger=_log,
        )
        refusals: list[object] = []
        sio.on("connect_error", lambda *reasons: refusals.extend(reasons))
        connection = cls(sio)

        def hear(event: str, payload: object = None) -> None:
            connection.hear()
            receive(event, payload)

        sio.on("*", hear)
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                await result_of(
                    sio.connect(
                        url,
                        auth=auth or None,
                        transports=list(transports),
                        wait_timeout=OPEN_TIMEOUT_S,
                    )
                )
        except asyncio.CancelledError:
            await connection.close()
            raise
        except Exception as error:
            # The library lets the exceptions of its transports and parsers through, of any class.
            await connection.close()
            raise _failure(url, refusals, error) from None
        if sio.eio.state != "connected":
            # It was lost while it was being opened, for which the library has no event.
            await connection.close()
            raise NotConnected(f"the connection to {url} was lost while it was being opened")
        return connection

    @property
    def pid(self) -> str | None:
        """The name by which the server knows this connection after its loss."""
        pid: str | None = self._sio.pid
        return pid

    async def call(
        self, event: str, argument: Mapping[str, object], form: type[T], *, timeout_s: float
    ) -> T | Refusal:
        """Send an event and return its acknowledgement.

        Raises NotConnected when nothing was sent, Unanswered when the time is up or the connection is
        lost before the answer, and UnexpectedAnswer.
        """
        if self.lost.is_set():
            raise NotConnected("the connection is lost")
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._pending.add(answer)
        try:
            async with asyncio.timeout(timeout_s):
                await self._sio.emit(
                    event, argument, callback=lambda *reply: self._settle(answer, reply)
                )
                return read_reply(await answer, form)
        except TimeoutError:
            raise Unanswered(f"no answer to {event} within {timeout_s:.1f} s") from None
        except msgspec.ValidationError as error:
            raise UnexpectedAnswer(f"the answer to {event} can't be read: {error}") from None
        finally:
            self._pending.discard(answer)

    async def send(self, event: str, argument: Mapping[str, object]) -> None:
        """Send an event without waiting for its acknowledgement; does nothing once the socket is lost."""
        if not self.lost.is_set():
            await self._sio.emit(event, argument)

    async def probe(self) -> None:
        """Ask for any answer, without waiting for it: `last_message_at` moves when it comes."""
        if not self.lost.is_set():
            await self._sio.emit("clock", {"sent_at": 0}, callback=lambda *_reply: self.hear())

    def hear(self) -> None:
        """Note that the server has been heard from."""
        self.last_message_at = asyncio.get_running_loop().time()

    async def close(self, *, for_good: bool = True) -> None:
        """Disconnect; a server that does not answer is not waited for.

        Unless it is `for_good`, the server is left to think that the connection was lost.
        """
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await (self._sio.disconnect() if for_good else self._sio.eio.disconnect(abort=True))
        except TimeoutError:
            _log.info("the server did not close the connection in time")
        finally:
            self._clean_up()
            self._lose()

    def _clean_up(self) -> None:
        """End the tasks and the websocket that the library leaves after a failed disconnect."""
        engine = self._sio.eio
        for task in (engine.read_loop_task, engine.write_loop_task):
            if task is not None:
                task.cancel()
        if engine.ws is not None:
            # aiohttp leaves the closing of a websocket that was reset to the garbage collector.
            engine.ws._response.close()

    def _settle(self, answer: "asyncio.Future[object]", reply: tuple[object, ...]) -> None:
        self.hear()
        if not answer.done():
            answer.set_result(reply[0] if reply else None)

    def _lose(self, *_reason: object) -> None:
        self.lost.set()
        for answer in self._pending:
            if not answer.done():
                answer.set_exception(Unanswered("the connection was lost before the answer"))


def _failure(url: str, refusals: list[object], error: Exception) -> RequestRefused | NotConnected:
    """Return the reason of a failed connection: the server's refusal, or else the library's error."""
    for refusal in refusals:
        match refusal:
            case {"message": str(message), "data": {"code": str()} as data}:
                return RequestRefused(read_refusal({"message": message, **data}, "message"))
    reason = "the time limit has passed" if isinstance(error, TimeoutError) else error
    return NotConnected(f"no connection to {url}: {reason}")
