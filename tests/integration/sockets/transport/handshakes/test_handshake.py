"""The websocket handshake on a live node."""

from tests.nodes import LiveNode
from tests.raw_socket import raw_socket

INVALID: dict[str, dict[str, str]] = {
    "no key": {"Sec-WebSocket-Key": ""},
    "a short key": {"Sec-WebSocket-Key": "short"},
    "no upgrade": {"Upgrade": ""},
    "another connection": {"Connection": "keep-alive"},
    "another origin": {"Origin": "https://elsewhere.example"},
}


async def test_an_invalid_handshake_opens_no_socket(node: LiveNode) -> None:
    for name, headers in INVALID.items():
        async with raw_socket(node.url, headers=headers) as raw:
            assert raw.head.startswith(b"HTTP/1.1 400 "), name
            assert not node.sockets.eio.sockets, name


async def test_no_extension_is_negotiated(node: LiveNode) -> None:
    headers = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    async with raw_socket(node.url, headers=headers) as raw:
        assert raw.head.startswith(b"HTTP/1.1 101 ")
        assert b"Extensions" not in raw.head
