"""A connection is closed without a pong, but not for one that may wait unread."""

from typing import Any
from unittest.mock import Mock

import pytest

from tests.unit.sockets.transport.fake_connection import PING_TIMEOUT_S, Held


@pytest.fixture
async def held() -> Held:
    return Held()


@pytest.mark.parametrize("reason", [{}, {"throttled": True}, {"pipeline": Mock(blocked=True)}])
async def test_a_connection_is_closed_without_a_pong_unless_that_may_wait_unread(
    held: Held, reason: dict[str, Any]
) -> None:
    assert held.connection._keep_alive() == PING_TIMEOUT_S
    for name, value in reason.items():
        setattr(held.connection, name, value)
    held.connection._keep_alive()
    assert (held.transport.aborted, held.connection.closed) == (not reason, not reason)
    held.connection.throttled = False
    held.connection.pipeline = None
    assert held.connection._keep_alive() is None
    assert held.connection.closed
