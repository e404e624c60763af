"""Acknowledgements: the packets and frames that answer an event."""

from collections.abc import Iterable
from functools import cache

import msgspec
from socketio.packet import ACK

from server.domain.rejection import Code, Rejection
from server.sockets.transport.frames import text_frame
from server.sockets.transport.pipeline import Body
from server.wire.errors import refusal

_encode = msgspec.json.Encoder().encode


def acknowledgement(ack_id: bytes, body: Body) -> bytes:
    """Encode an acknowledgement; return no bytes if the client did not ask for one."""
    if not ack_id:
        return b""
    shown = refusal(body) if isinstance(body, Rejection) else body
    return b"%d%b[%b]" % (ACK, ack_id, _encode(shown))


def acknowledgement_frame(ack_id: bytes, body: Body) -> bytes:
    """Encode an acknowledgement as a frame of a websocket."""
    return framed(acknowledgement(ack_id, body))


def framed(packet: bytes) -> bytes:
    """Make a packet a frame of a websocket; no packet makes no frame."""
    return text_frame(b"4" + packet) if packet else b""


def busy(ack_id: bytes, message: str, retry_after_ms: int) -> bytes:
    """Encode a refusal as `busy`, as `acknowledgement` does, in a fraction of its time (0202)."""
    return b"%d%b%b%d}}]" % (ACK, ack_id, _busy_head(message), retry_after_ms) if ack_id else b""


def busy_frames(ack_ids: Iterable[bytes], message: str, retry_after_ms: int) -> bytes:
    """Encode the same refusal of many bids as frames, as `busy` does for one."""
    after = b"%b%d}}]" % (_busy_head(message), retry_after_ms)
    before: dict[int, bytes] = {}
    frames: list[bytes] = []
    for ack_id in filter(None, ack_ids):
        digits = len(ack_id)
        if digits not in before:
            before[digits] = framed(b"%d%b%b" % (ACK, ack_id, after)).removesuffix(ack_id + after)
        frames += before[digits], ack_id, after
    return b"".join(frames)


@cache
def _busy_head(message: str) -> bytes:
    """Return the arguments of a refusal as far as its time; there are few messages."""
    busy = Rejection(Code.BUSY, message, {"retry_after_ms": 0})
    return acknowledgement(b"0", busy).removeprefix(b"%d0" % ACK).removesuffix(b"0}}]")
