"""A connection is closed without a pong, but not for one that may wait unread."""

import pytest

from tests.unit.sockets.transport.fake_connection import PING_TIMEOUT_S, Held


@pytest.fixture
async def held() -> Held:
    return Held()


@pytest.mark.parametrize("reason", [None, "throttled", "waiting"])
async def test_a_connection_is_closed_without_a_pong_unless_that_may_wait_unread(
    held: Held, reason: str | None
) -> None:
    assert held.connection._keep_alive() == PING_TIMEOUT_S
    if reason is not None:
        setattr(held.connection, reason, True)
    held.connection._keep_alive()
    assert (held.transport.aborted, held.connection.closed) == (not reason, not reason)
    held.connection.throttled = held.connection.waiting = False
    assert held.connection._keep_alive() is None
    assert held.connection.closed
