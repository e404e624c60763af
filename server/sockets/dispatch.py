"""The dispatcher: each packet of a socket goes to its handler, and each answer back as a frame.

The table of handlers names every event that a client may send. Its entries say whether an event is
handled alone or may overlap the other events of its socket. Packets that are no events, such as
CONNECT, are the library's.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import structlog
from socketio.packet import ACK, EVENT

from server.domain.rejection import Code, Rejection
from server.sockets.rooms.manager import Rooms
from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import text_frame
from server.sockets.transport.pipeline import Body, PendingAnswer, Pipeline
from server.sockets.transport.rate_limits import FloodError
from server.wire.errors import Refused, refusal

log = structlog.get_logger(__name__)

MALFORMED = (ValueError, TypeError, LookupError, RecursionError, FloodError)
"""What decoding a malformed packet raises."""

_EVENT = re.compile(rb"%d([0-9]{0,15})(?=\[)" % EVENT)
_encode = msgspec.json.Encoder().encode
_decode_event = msgspec.json.Decoder(list[Any]).decode


@dataclass(frozen=True, slots=True)
class Overlapping:
    """An event that the floor settles together with others: `begin` does not wait for the answer."""

    begin: Callable[[str, object], PendingAnswer]


@dataclass(frozen=True, slots=True)
class Alone:
    """An event that is handled when all earlier ones of its socket have been answered."""

    handle: Callable[[str, object], Awaitable[Body]]


Handler = Overlapping | Alone
"""Takes the socket's id and the event's one argument. Raises Refused."""


class Dispatcher:
    """Begins the packets of websockets, and answers the events of polling sockets."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        rooms: Rooms,
        handle_packet: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """`handle_packet` is given the Engine.IO sid and the text of every packet that is no event."""
        self.handlers = handlers
        self._rooms = rooms
        self._handle_packet = handle_packet

    def begin(
        self, pipeline: Pipeline, connection: Connection, packet: bytes, wait_ms: int
    ) -> None:
        """Begin a packet of a websocket; a malformed packet closes its connection."""
        try:
            event = _EVENT.match(packet)
            if event is not None:
                data = _decode_event(packet[event.end() :])
                self._begin_event(pipeline, connection.sid, event[1], data, wait_ms)
            elif wait_ms:
                raise FloodError
            else:
                pipeline.handle_alone(self._other_packet(connection.sid, packet.decode()))
        except MALFORMED as error:
            log.debug("malformed_packet", error=type(error).__name__)
            connection.cut()

    async def answer(self, eio_sid: str, data: list[Any], wait_ms: int) -> dict[str, Any] | None:
        """Answer an event of a polling socket; None if the socket is not in the namespace."""
        name, *arguments = data
        sid = self._rooms.member(eio_sid)
        if sid is None:
            return None
        try:
            handler = self._handler(name, wait_ms)
            argument = _only(arguments)
            if isinstance(handler, Overlapping):
                pending = handler.begin(sid, argument)
                await pending.answer
                body = pending.body()
            else:
                body = await _body(name, handler, sid, argument)
        except Refused as refused:
            body = refused.rejection
        return refusal(body) if isinstance(body, Rejection) else dict(body)

    def _begin_event(
        self, pipeline: Pipeline, eio_sid: str, ack_id: bytes, data: list[Any], wait_ms: int
    ) -> None:
        name, *arguments = data
        sid = self._rooms.member(eio_sid)
        if sid is None:
            return
        frame = partial(_acknowledgement, ack_id)
        try:
            handler = self._handler(name, wait_ms)
            argument = _only(arguments)
            if isinstance(handler, Overlapping):
                pipeline.reply_later(handler.begin(sid, argument), frame)
            else:
                pipeline.handle_alone(_answer_alone(frame, name, handler, sid, argument))
        except Refused as refused:
            pipeline.reply(frame(refused.rejection))

    def _handler(self, name: Any, wait_ms: int) -> Handler:
        """Return an event's handler; raises Refused if it came too early or does not exist.

        The library would run its own `connect` and `disconnect` handlers for a client that sends
        events of these names: the table has neither.
        """
        if wait_ms:
            raise Refused(Code.RATE_LIMITED, "too many events", retry_after_ms=wait_ms)
        handler = self.handlers.get(name)
        if handler is None:
            raise Refused(Code.INVALID, "there is no such event")
        return handler

    async def _other_packet(self, eio_sid: str, packet: str) -> bytes:
        await self._handle_packet(eio_sid, packet)
        return b""


async def _answer_alone(
    frame: Callable[[Body], bytes], name: str, handler: Alone, sid: str, argument: object
) -> bytes:
    return frame(await _body(name, handler, sid, argument))


async def _body(name: str, handler: Alone, sid: str, argument: object) -> Body:
    try:
        return await handler.handle(sid, argument)
    except Refused as refused:
        return refused.rejection
    except Exception:
        log.exception("event_failed", name=name)
        return Rejection(Code.INTERNAL, "the server made a mistake")


def _acknowledgement(ack_id: bytes, body: Body) -> bytes:
    """Encode and frame an acknowledgement; nothing if the client asked for none."""
    if not ack_id:
        return b""
    shown = refusal(body) if isinstance(body, Rejection) else body
    return text_frame(b"4%d%b[%b]" % (ACK, ack_id, _encode(shown)))


def _only(arguments: list[Any]) -> Any:
    if len(arguments) != 1:
        raise Refused(Code.INVALID, "an event takes one argument, an object")
    return arguments[0]
