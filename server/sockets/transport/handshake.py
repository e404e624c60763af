"""The way from an HTTP request to a websocket that aiohttp has nothing to do with any more."""

import asyncio
from collections.abc import Callable

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from server.sockets.transport.frames import accept_key

_VERSION = "13"


class HandshakeError(ValueError):
    """The request asks for no websocket, or for one of another kind."""


class _Taken(web.StreamResponse):
    """What a handler returns whose connection is no longer aiohttp's: nothing is written for it."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:  # noqa: ARG002
        return None

    async def write_eof(self, data: bytes = b"") -> None:  # noqa: ARG002
        return None


def take_over(
    request: web.BaseRequest,
    protocol: Callable[[asyncio.Transport], asyncio.Protocol],
    greeting: bytes,
) -> web.StreamResponse:
    """Agree to a websocket (RFC 6455, 4.2), without extensions, and give its transport to a protocol.

    `greeting`: frames that are sent with the response. What aiohttp has made for the connection is let
    go. Raises HandshakeError, and ConnectionResetError if the client is gone.
    """
    accept = _accept(request)
    http, transport = request.protocol, request.transport
    if transport is None or transport.is_closing():
        raise ConnectionResetError("the client is gone")
    transport.set_protocol(protocol(transport))
    # To aiohttp the connection ends here; without its transport it can't close it.
    http.transport = None
    http.connection_lost(None)
    transport.write(_response(accept) + greeting)
    if not transport.is_reading():
        transport.resume_reading()
    return _Taken()


def _accept(request: web.BaseRequest) -> str:
    headers = request.headers
    if request.method != "GET" or headers.get("Sec-WebSocket-Version") != _VERSION:
        raise HandshakeError("not a websocket of version 13")
    connection = [token.strip().lower() for token in headers.get("Connection", "").split(",")]
    if headers.get("Upgrade", "").strip().lower() != "websocket" or "upgrade" not in connection:
        raise HandshakeError("no upgrade to a websocket")
    try:
        return accept_key(headers.get("Sec-WebSocket-Key", ""))
    except ValueError:
        raise HandshakeError("not a websocket key") from None


def _response(accept: str) -> bytes:
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()
