"""Acknowledgements: the packets and frames that answer an event."""

import msgspec
from socketio.packet import ACK

from server.domain.rejection import Rejection
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
    packet = acknowledgement(ack_id, body)
    return text_frame(b"4" + packet) if packet else b""
