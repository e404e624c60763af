"""A rate lets a burst through at once and then its number per second, for each client by itself."""

import pytest

from server.edge.rates import BURST_S, Rates, spend


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, as the only entry of a list."""
    now = [1_000.0]
    monkeypatch.setattr("server.edge.rates.time.monotonic", lambda: now[0])
    return now


def test_a_burst_is_accepted_and_then_the_rate(clock: list[float]) -> None:
    rates = Rates(10)
    burst = round(10 * BURST_S)
    assert [rates.spend("ann") for _ in range(burst)] == [0] * burst
    assert rates.spend("ann") == 100
    clock[0] += 0.11
    assert rates.spend("ann") == 0
    assert rates.spend("ann") > 0


def test_clients_do_not_share_a_rate(clock: list[float]) -> None:
    rates = Rates(1)
    assert [rates.spend(client) for client in ("ann", "ann", "ann", "bob")] == [0, 0, 1000, 0]


def test_a_refusal_costs_nothing() -> None:
    until, wait_ms = spend(1_010.0, 1, 1_000.0)
    assert (until, wait_ms) == (1_010.0, 9_000)


def test_clients_whose_burst_is_available_are_not_kept(clock: list[float]) -> None:
    rates = Rates(1)
    for number in range(10_000):
        clock[0] += 0.01
        rates.spend(str(number))
    assert len(rates) < 2_048
