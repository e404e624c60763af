"""The packet that opens a session: its sid, and the limits that its client must know."""

from typing import Any, Protocol

import msgspec

from server.sockets.transport.frames import text_frame

_encode = msgspec.json.Encoder().encode


class Terms(Protocol):
    """The terms that the engine sets for a session. Intervals are in seconds."""

    ping_interval: float
    ping_timeout: float
    max_http_buffer_size: int


def opening(terms: Terms, sid: str, upgrades: list[str]) -> dict[str, Any]:
    """Return the data of the packet that opens a session."""
    return {
        "sid": sid,
        "upgrades": upgrades,
        "pingTimeout": int(terms.ping_timeout * 1000),
        "pingInterval": int(terms.ping_interval * 1000),
        "maxPayload": terms.max_http_buffer_size,
    }


def greeting(terms: Terms, sid: str) -> bytes:
    """Return the packet as the first frame of a websocket, which has no further upgrade."""
    return text_frame(b"0" + _encode(opening(terms, sid, [])))
