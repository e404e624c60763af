"""A connection waits for its first bytes for a bounded time, and is then served by them."""

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest

from server.edge.address_turns import Begin
from server.web.transport import new_connections
from server.web.transport.new_connections import NewConnection
from tests.timeouts import eventually


class FakeHost:
    """Records the calls of connections."""

    def __init__(self) -> None:
        self.open: list[NewConnection] = []
        self.lates = 0
        self.full = False
        self.waiting: list[Begin] = []
        self.served: list[tuple[bytes, float]] = []

    def opened(self, connection: NewConnection) -> None:
        self.open.append(connection)

    def closed(self, connection: NewConnection) -> None:
        self.open.remove(connection)

    def late(self, connection: NewConnection) -> None:
        assert connection in self.open
        self.lates += 1

    def has_to_wait(self, transport: asyncio.Transport, data: bytes, begin: Begin) -> bool:
        if self.full:
            self.waiting.append(begin)
        return self.full

    def serve(self, transport: asyncio.Transport, data: bytes, waited_s: float) -> None:
        assert not self.open
        self.served.append((data, waited_s))


def made(host: FakeHost) -> tuple[NewConnection, Any]:
    connection, transport = NewConnection(host), Mock(asyncio.Transport)
    transport.is_closing.return_value = False
    connection.connection_made(transport)
    assert host.open == [connection]
    return connection, transport


async def test_the_first_bytes_decide_what_serves_a_connection() -> None:
    host = FakeHost()
    connection, transport = made(host)
    connection.data_received(b"GET ")
    assert [data for data, _ in host.served] == [b"GET "]
    assert host.served[0][1] >= 0
    transport.close.assert_not_called()


async def test_a_connection_that_sends_nothing_in_time_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(new_connections, "FIRST_BYTES_TIMEOUT_S", 0.01)
    host = FakeHost()
    _, transport = made(host)
    await eventually(lambda: not host.open)
    transport.close.assert_called_once_with()
    assert host.lates == 1


async def test_a_connection_that_was_served_or_lost_has_no_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(new_connections, "FIRST_BYTES_TIMEOUT_S", 0.01)
    host = FakeHost()
    served, _ = made(host)
    served.data_received(b"GET ")
    lost, _ = made(host)
    lost.connection_lost(None)
    await asyncio.sleep(0.03)
    assert (host.open, host.lates) == ([], 0)


async def test_a_connection_is_closed_and_forgotten_once() -> None:
    host = FakeHost()
    connection, transport = made(host)
    connection.close()
    connection.connection_lost(None)
    connection.close()
    connection.data_received(b"too late")
    transport.close.assert_called_once_with()
    assert (host.open, host.served) == ([], [])


async def test_a_connection_that_has_to_wait_is_not_read_until_its_turn() -> None:
    host = FakeHost()
    host.full = True
    connection, transport = made(host)
    connection.data_received(b"GET ")
    transport.pause_reading.assert_called_once_with()
    assert (host.open, host.served) == ([connection], [])
    assert host.waiting[0]()
    transport.resume_reading.assert_called_once_with()
    assert [data for data, _ in host.served] == [b"GET "]


async def test_a_connection_that_is_closed_while_it_waits_takes_no_turn() -> None:
    host = FakeHost()
    host.full = True
    closed, _ = made(host)
    closed.data_received(b"GET ")
    closed.close()
    closing, transport = made(host)
    closing.data_received(b"GET ")
    transport.is_closing.return_value = True
    assert [begin() for begin in host.waiting] == [False, False]
    assert host.served == []
