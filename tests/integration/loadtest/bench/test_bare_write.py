"""The cost of a bare write to a socket."""

import pytest

from loadtest.bench import bare_write


def test_a_bare_write_costs_some_cpu_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare_write, "SECONDS", 0.05)
    costs = bare_write.measure(200, None)
    assert set(costs) == {"send_us", "uvloop_us"}
    assert all(0 < cost < 1000 for cost in costs.values())
