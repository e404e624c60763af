"""The state of the connection in words."""

import time

import pytest

from auction_client.cli.live.connection import connection_line
from auction_client.connecting.reconnecting import ConnectionState, ConnectionStatus


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("silent", "no answer from http://x since 00:01:01+00:00: the price may be old"),
        (
            "reconnecting",
            "no connection to http://x since 00:01:01+00:00: the price may be old",
        ),
        ("connecting", "connecting to http://x"),
        ("closed", "the connection is closed"),
        ("live", None),
    ],
)
def test_everything_but_a_live_connection_is_said(
    state: ConnectionState, words: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    assert connection_line(ConnectionStatus(state, 61.0), "http://x") == words
