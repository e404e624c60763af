"""The machine's clock."""

import time

import pytest

from loadtest.clock import now_ms


def test_the_time_is_whole_ms_since_the_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_123_999_999)
    assert now_ms() == 1_700_000_000_123
