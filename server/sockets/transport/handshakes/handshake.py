"""The websocket handshake: turns an HTTP connection into a connection of our own (0030)."""

import asyncio
from collections.abc import Callable

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter

from server.sockets.transport.frames import accept_key

VERSION = "13"


class HandshakeError(ValueError):
    """The request is not a valid websocket handshake."""


class VersionError(HandshakeError):
    """The request asks for a version of the protocol other than `VERSION`."""


class _TakenOver(web.StreamResponse):
    """The response that a handler returns for a connection taken from aiohttp. Nothing is written."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:  # noqa: ARG002
        return None

    async def write_eof(self, data: bytes = b"") -> None:  # noqa: ARG002
        return None


def take_over(
    request: web.BaseRequest,
    protocol: Callable[[asyncio.Transport], asyncio.Protocol],
    greeting: bytes,
) -> web.StreamResponse:
    """Accept a websocket without extensions (RFC 6455, 4.2), and give its transport to a new protocol.

    `protocol` makes the protocol, and `greeting` holds the frames that are sent with the response.
    Raises HandshakeError, and ConnectionResetError if the client has disconnected.
    """
    accept = _accept(request)
    http, transport = request.protocol, request.transport
    if transport is None or transport.is_closing():
        raise ConnectionResetError("the client has disconnected")
    early = bytes(http._message_tail)
    connection = protocol(transport)
    transport.set_protocol(connection)
    # 0030: aiohttp releases all that it holds for a connection once it takes it for lost, and it
    # cannot close a transport that it no longer has.
    http.transport = None
    http.connection_lost(None)
    _begin(transport, connection, accept, greeting, early)
    return _TakenOver()


def answer(
    transport: asyncio.Transport,
    protocol: Callable[[asyncio.Transport], asyncio.Protocol],
    accept: str,
    greeting: bytes,
    early: bytes,
) -> None:
    """Accept a websocket that is asked for by the first bytes of a connection (0135).

    `accept` is the answer to its key, and `early` are the bytes that came after the request.
    """
    connection = protocol(transport)
    transport.set_protocol(connection)
    _begin(transport, connection, accept, greeting, early)


def _begin(
    transport: asyncio.Transport,
    connection: asyncio.Protocol,
    accept: str,
    greeting: bytes,
    early: bytes,
) -> None:
    transport.write(_response(accept) + greeting)
    if early:
        # Frames that came with the request. They are handled once the session has been registered.
        asyncio.get_running_loop().call_soon(connection.data_received, early)
    if not transport.is_reading():
        transport.resume_reading()


def _accept(request: web.BaseRequest) -> str:
    """Check a handshake and return the value of its Sec-WebSocket-Accept; raises HandshakeError."""
    headers = request.headers
    if request.method != "GET" or request.version < HttpVersion11:
        raise HandshakeError("a websocket is opened by a GET request of HTTP/1.1")
    connection = [token.strip().lower() for token in headers.get("Connection", "").split(",")]
    if headers.get("Upgrade", "").strip().lower() != "websocket" or "upgrade" not in connection:
        raise HandshakeError("the request does not ask for an upgrade to a websocket")
    if headers.get("Sec-WebSocket-Version") != VERSION:
        raise VersionError(f"only websockets of version {VERSION} are supported")
    try:
        return accept_key(headers.get("Sec-WebSocket-Key", ""))
    except ValueError:
        raise HandshakeError("the Sec-WebSocket-Key is not valid") from None


def _response(accept: str) -> bytes:
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()
