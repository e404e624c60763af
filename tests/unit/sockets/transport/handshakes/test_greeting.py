"""The packet that opens a session."""

import json
from types import SimpleNamespace

from server.sockets.transport.handshakes.greeting import greeting, opening

TERMS = SimpleNamespace(ping_interval=25.0, ping_timeout=20.5, max_http_buffer_size=65_536)


def test_a_session_is_opened_with_its_limits_in_milliseconds_and_bytes() -> None:
    assert opening(TERMS, "eio-ann", ["websocket"]) == {
        "sid": "eio-ann",
        "upgrades": ["websocket"],
        "pingTimeout": 20_500,
        "pingInterval": 25_000,
        "maxPayload": 65_536,
    }


def test_a_websocket_is_greeted_with_an_open_packet_and_no_further_upgrade() -> None:
    frame = greeting(TERMS, "eio-ann")
    opcode, packet = frame[0] & 0x0F, frame[2:] if frame[1] < 126 else frame[4:]
    assert (opcode, packet[:1]) == (1, b"0")
    assert json.loads(packet[1:]) == opening(TERMS, "eio-ann", [])
