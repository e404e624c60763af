"""The websocket handshake: valid requests are answered and taken over, all others are refused."""

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.sockets.transport.handshakes.handshake import HandshakeError, take_over

VALID = {
    "Upgrade": "WebSocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
GREETING = b"the first frames"


def request(method: str = "GET", *, closing: bool = False, **headers: str) -> web.Request:
    """Make a valid request, or with the given headers replaced."""
    replaced = {name.replace("_", "-"): value for name, value in headers.items()}
    transport = Mock(asyncio.Transport)
    transport.is_closing.return_value = closing
    transport.is_reading.return_value = False
    made = make_mocked_request(method, "/socket.io/", {**VALID, **replaced}, transport=transport)
    made.protocol.transport = transport
    made.protocol._message_tail = b""
    return made


def take(made: web.Request) -> Any:
    return take_over(made, lambda transport: Mock(transport=transport), GREETING)


def test_a_valid_request_is_answered_with_its_key_and_the_greeting() -> None:
    made = request()
    transport: Any = made.transport
    take(made)
    (response,) = transport.write.call_args.args
    head, greeting = response.split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
    assert b"Extensions" not in head
    assert greeting == GREETING


def test_the_transport_is_given_to_the_protocol_and_released_by_aiohttp() -> None:
    made = request()
    transport: Any = made.transport
    http: Any = made.protocol
    take(made)
    (protocol,) = transport.set_protocol.call_args.args
    assert protocol.transport is transport
    assert http.transport is None
    http.connection_lost.assert_called_once_with(None)
    transport.resume_reading.assert_called_once_with()


async def test_aiohttp_writes_nothing_for_a_connection_that_was_taken_over() -> None:
    made = request()
    transport: Any = made.transport
    response = take(made)
    transport.reset_mock()
    assert await response.prepare(made) is None
    await response.write_eof()
    transport.write.assert_not_called()


INVALID = {
    "another method": request("POST"),
    "another version": request(Sec_WebSocket_Version="8"),
    "another protocol": request(Upgrade="h2c"),
    "no upgrade": request(Connection="keep-alive"),
    "no key": request(Sec_WebSocket_Key=""),
    "a short key": request(Sec_WebSocket_Key="c2hvcnQ="),
}


@pytest.mark.parametrize("made", INVALID.values(), ids=INVALID)
def test_an_invalid_request_is_refused_and_keeps_its_connection(made: web.Request) -> None:
    transport: Any = made.transport
    with pytest.raises(HandshakeError):
        take(made)
    transport.write.assert_not_called()
    transport.set_protocol.assert_not_called()


def test_a_client_that_has_disconnected_is_not_answered() -> None:
    made = request(closing=True)
    transport: Any = made.transport
    with pytest.raises(ConnectionResetError):
        take(made)
    transport.write.assert_not_called()
