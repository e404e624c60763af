"""Refusals are counted by reason."""

import pytest

from server.web.transport.counters import REASONS, HttpCounters


def test_every_reason_is_counted_from_zero() -> None:
    counters = HttpCounters()
    counters.refuse("late")
    assert counters.refused == dict.fromkeys(REASONS, 0) | {"late": 1}


def test_an_unknown_reason_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        HttpCounters().refuse("because")
