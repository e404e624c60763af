"""The dispatcher: each packet of a socket goes to its handler, and each answer back as a frame.

The table of handlers names every event that a client may send. Its entries say whether an event is
handled alone or may overlap the other events of its socket. Packets that are no events are the
library's, except a CONNECT packet that can be answered in the same turn.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

import msgspec
import structlog
from socketio.packet import CONNECT, EVENT

from server.domain.rejection import Code, Rejection
from server.sockets.acknowledgements import acknowledgement, acknowledgement_frame, framed
from server.sockets.busy_bids import BusyBids
from server.sockets.rooms.manager import Rooms
from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import INVALID_DATA, text_frame
from server.sockets.transport.pipeline import OPEN_MAX, Body, Later, PendingAnswer, Pipeline
from server.sockets.transport.polling import PollingSocket
from server.sockets.transport.rate_limits import FloodError
from server.wire.errors import Refused

log = structlog.get_logger(__name__)

_B = TypeVar("_B")

MALFORMED = (ValueError, TypeError, LookupError, RecursionError, FloodError)
"""The exceptions that a malformed packet raises while it is decoded."""

EVENT_BYTES_MAX = 16 * 1024
"""The longest event that is decoded. The longest argument of the contract is a token, of 4 KiB."""
ID_CHARS_MAX = 64
"""Characters of an id that a log line has."""
EVENT_HEAD = re.compile(rb"%d(?:/,)?([0-9]{0,15})(?=\[)" % EVENT)
"""The head of an event of the default namespace, with the number of its acknowledgement."""

_CONNECT = b"%d" % CONNECT

_decode_event = msgspec.json.Decoder(list[Any]).decode


@dataclass(frozen=True, slots=True)
class Overlapping:
    """An event that the floor settles together with others: `begin` does not wait for the answer."""

    begin: Callable[[str, object], PendingAnswer]


@dataclass(frozen=True, slots=True)
class Alone:
    """An event that is handled when all earlier ones of its socket have been answered.

    An answer that comes `Later` does not hold up the events after it.
    """

    handle: Callable[[str, object], Awaitable[Body | Later]]


Handler = Overlapping | Alone
"""Takes the socket's id and the event's one argument. Raises Refused."""


class Dispatcher:
    """Begins the packets of websockets, and answers the events of polling sockets."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        rooms: Rooms,
        handle_packet: Callable[[str, str], Awaitable[None]],
        *,
        join: Callable[[str, bytes], bytes | None],
        busy_bids: BusyBids,
        refused: Counter[str],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        """`handle_packet` is given the Engine.IO sid and the text of every packet that is no event.

        `join` is given a CONNECT packet first, and returns the packet that answers it, or None.
        `refused` counts packets that are not answered or not read, by reason. `spawn` runs the work
        whose answer comes later in a task.
        """
        self.handlers = handlers
        self._rooms = rooms
        self._handle_packet = handle_packet
        self._join = join
        self.busy_bids = busy_bids
        self._refused = refused
        self._spawn = spawn
        self._open: Counter[str] = Counter()
        """The number of answers that each socket is still to be sent `Later`."""

    def begin(
        self, pipeline: Pipeline, connection: Connection, packet: bytes, wait_ms: int
    ) -> None:
        """Begin a packet of a websocket; a malformed packet closes its connection."""
        try:
            event = EVENT_HEAD.match(packet)
            if event is not None:
                self._begin_event(pipeline, connection, event, wait_ms)
            elif wait_ms:
                raise FloodError
            elif (
                packet[:1] == _CONNECT and (answer := self._joined(connection, packet)) is not None
            ):
                pipeline.reply(answer)
            else:
                pipeline.handle_alone(self._other_packet(connection, packet.decode()))
        except MALFORMED as error:
            self._fail(connection, error)

    async def answer(
        self,
        socket: PollingSocket,
        packet: bytes,
        wait_ms: int,
        send: Callable[[bytes], Awaitable[None]],
    ) -> bytes:
        """Return the packet that acknowledges an event of a polling socket, empty if none is due.

        An answer that comes later is passed to `send`. Raises one of MALFORMED.
        """
        event = EVENT_HEAD.match(packet)
        assert event is not None, "the packet is an event"
        sid = self._member(socket.sid)
        if sid is None:
            return b""
        if (refusal := self.busy_bids.refuse_event(socket, event, wait_ms)) is not None:
            return refusal
        try:
            called = self._called(sid, event, wait_ms)
            if isinstance(called.handler, Overlapping):
                pending = called.handler.begin(called.sid, called.argument)
                await pending.answer
                body = self.busy_bids.note(socket, pending.body())
            else:
                later = _Reply(socket.sid, partial(acknowledgement, event[1]), send)
                return await self._answer_alone(later, called, called.handler)
        except Refused as refused:
            socket.has_erred = True  # 0218
            body = refused.rejection
        return acknowledgement(event[1], body)

    def _begin_event(
        self, pipeline: Pipeline, connection: Connection, event: re.Match[bytes], wait_ms: int
    ) -> None:
        sid, ack_id = self._member(connection.sid), event[1]
        if sid is None:
            return
        if (refusal := self.busy_bids.refuse_event(connection, event, wait_ms)) is not None:
            pipeline.reply(framed(refusal))
            return
        try:
            called = self._called(sid, event, wait_ms)
            handler = called.handler
            if isinstance(handler, Overlapping):
                pending = handler.begin(called.sid, called.argument)
                if pending.answer.done():
                    # Refused. The bids behind it are not even decoded (0210).
                    body = self.busy_bids.note_at_once(connection, pending.body())
                    pipeline.reply(acknowledgement_frame(ack_id, body))
                else:
                    frame = partial(self._bid_frame, connection, ack_id)
                    pipeline.reply_later(pending, frame)
            else:
                encode = partial(acknowledgement_frame, ack_id)
                reply = _Reply(connection.sid, encode, partial(_write, connection))
                pipeline.handle_alone(self._answer_alone(reply, called, handler))
        except Refused as refused:
            connection.has_erred = True  # 0218
            pipeline.reply(acknowledgement_frame(ack_id, refused.rejection))

    def _member(self, eio_sid: str) -> str | None:
        """Return the sid of a member of the namespace; count the packets of others."""
        sid = self._rooms.member(eio_sid)
        if sid is None:
            self._refused["not_joined"] += 1
        return sid

    def _bid_frame(self, connection: Connection, ack_id: bytes, body: Body) -> bytes:
        return acknowledgement_frame(ack_id, self.busy_bids.note(connection, body))

    def _called(self, sid: str, event: re.Match[bytes], wait_ms: int) -> "_Called":
        """Decode an event and find its handler; raises Refused, and one of MALFORMED.

        An event that came too early or is too long is refused before it is decoded (0086). The library
        would run its own `connect` and `disconnect` handlers for a client that sends events of these
        names: the table has neither.
        """
        if wait_ms:
            raise Refused(Code.RATE_LIMITED, "too many events", retry_after_ms=wait_ms)
        if len(event.string) > EVENT_BYTES_MAX:
            self._refused["too_long"] += 1
            raise Refused(Code.INVALID, f"an event has at most {EVENT_BYTES_MAX} bytes")
        name, *arguments = _decode_event(event.string[event.end() :])
        handler = self.handlers.get(name)
        if handler is None:
            raise Refused(Code.INVALID, "there is no such event")
        return _Called(sid, name, handler, _only(arguments))

    async def _answer_alone(self, reply: "_Reply", called: "_Called", handler: Alone) -> bytes:
        """Handle an event; return its encoded answer, nothing for one that is sent later."""
        body = await _body(called, handler.handle(called.sid, called.argument))
        if isinstance(body, Later):
            if self._open[reply.eio_sid] < OPEN_MAX:
                self._open[reply.eio_sid] += 1
                self._spawn(self._send_later(reply, called, body))
                return b""
            body = await _body(called, body.body)
        return reply.encode(body)

    async def _send_later(self, reply: "_Reply", called: "_Called", later: Later) -> None:
        try:
            encoded = reply.encode(await _body(called, later.body))
            if encoded:
                await reply.send(encoded)
        finally:
            self._open[reply.eio_sid] -= 1
            if not self._open[reply.eio_sid]:
                del self._open[reply.eio_sid]

    def _joined(self, connection: Connection, packet: bytes) -> bytes | None:
        """Return the frame that answers a CONNECT packet, None if it is not answered in this turn."""
        try:
            answer = self._join(connection.sid, packet)
        except MALFORMED:
            raise
        except Exception:
            log.exception("packet_failed")
            connection.cut()
            return b""
        return None if answer is None else text_frame(b"4" + answer)

    async def _other_packet(self, connection: Connection, packet: str) -> bytes:
        try:
            await self._handle_packet(connection.sid, packet)
        except MALFORMED as error:
            self._fail(connection, error)
        return b""

    def _fail(self, connection: Connection, error: Exception) -> None:
        self._refused["malformed"] += 1
        if isinstance(error, FloodError):
            connection.stop_flood()
        else:
            connection.fail(INVALID_DATA)


class _Called(NamedTuple):
    """A decoded event: its socket, its name, its handler and its argument."""

    sid: str
    name: str
    handler: Handler
    argument: object


class _Reply(NamedTuple):
    """The reply to an event: its socket, its encoding, and the function that sends it."""

    eio_sid: str
    encode: Callable[[Body], bytes]
    send: Callable[[bytes], Awaitable[None]]


async def _body(called: _Called, work: Awaitable[_B]) -> _B | Rejection:
    try:
        return await work
    except Refused as refused:
        return refused.rejection
    except Exception:
        log.exception("event_failed", name=called.name, **_ids(called.argument))
        return Rejection(Code.INTERNAL, "the server made a mistake")


def _ids(argument: object) -> dict[str, str]:
    """Return the names of the item and the bid that an event is about, for the log."""
    if not isinstance(argument, dict):
        return {}
    named = {name: argument.get(name) for name in ("item_id", "bid_id")}
    return {name: value[:ID_CHARS_MAX] for name, value in named.items() if isinstance(value, str)}


async def _write(connection: Connection, frame: bytes) -> None:
    connection.write(frame)


def _only(arguments: list[Any]) -> Any:
    if len(arguments) != 1:
        raise Refused(Code.INVALID, "an event takes one argument, an object")
    return arguments[0]
