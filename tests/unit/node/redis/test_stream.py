"""A connection that hiredis reads: replies, and every way in which it ends."""

from types import SimpleNamespace
from typing import Any

import pytest
from redis import exceptions

from server.node.redis.stream import Stream, connected
from tests.timeouts import WAIT_MAX_S


class Transport:
    """A transport that keeps what is written, or is closing."""

    def __init__(self, *, closing: bool = False) -> None:
        self.written: list[bytes] = []
        self.aborted = False
        self.closing = closing

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def write(self, data: bytes) -> None:
        if self.closing:
            raise RuntimeError("unable to perform operation on <TCPTransport closed=True>")
        self.written.append(data)

    def abort(self) -> None:
        self.aborted = True


class Noted(Stream):
    """A stream that notes its replies and its end, and expects three replies."""

    def __init__(self, transport: Transport) -> None:
        self.replies: list[Any] = []
        self.errors: list[exceptions.RedisError] = []
        connection: Any = SimpleNamespace(_writer=SimpleNamespace(transport=transport), _reader=1)
        super().__init__(connection)
        assert (connection._writer, connection._reader) == (None, None)

    def received(self, reply: Any) -> None:
        if len(self.replies) == 3:
            raise IndexError
        self.replies.append(reply)

    def ended(self, error: exceptions.RedisError) -> None:
        self.errors.append(error)


def test_replies_come_in_order_however_they_are_cut() -> None:
    stream = Noted(Transport())
    for piece in (b"+ON", b"E\r\n:2\r\n$5\r\nth", b"ree\r\n"):
        stream.data_received(piece)
    assert (stream.replies, stream.lost) == ([b"ONE", 2, b"three"], False)


@pytest.mark.parametrize("data", [b"HTTP/1.1 400\r\n", b":1\r\n:2\r\n:3\r\n:4\r\n"])
def test_bytes_that_nobody_expects_end_the_connection(data: bytes) -> None:
    transport = Transport()
    stream = Noted(transport)
    stream.data_received(data)
    assert (stream.lost, transport.aborted) == (True, True)
    assert [type(error) for error in stream.errors] == [exceptions.ConnectionError]


def test_a_transport_that_is_closing_ends_the_connection() -> None:
    stream = Noted(Transport(closing=True))
    stream.write(b"PING")
    assert (stream.lost, len(stream.errors)) == (True, 1)


def test_an_error_reply_has_the_class_of_redis_py() -> None:
    stream = Noted(Transport())
    stream.data_received(b"-READONLY a replica\r\n-UNTRUSTED wait\r\n")
    assert [(type(each), str(each)) for each in stream.replies] == [
        (exceptions.ReadOnlyError, "a replica"),
        (exceptions.ResponseError, "UNTRUSTED wait"),
    ]


@pytest.mark.parametrize("error", [OSError("refused"), RuntimeError("closing")])
async def test_a_connection_that_cannot_be_made_is_a_redis_error(error: Exception) -> None:
    class Failing:
        async def connect(self) -> None:
            raise error

    with pytest.raises(exceptions.ConnectionError):
        await connected(Failing, timeout_s=WAIT_MAX_S)  # type: ignore[arg-type]
