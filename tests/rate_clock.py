"""The clock of the rate limits, which a test moves, so that no test has to be faster than a rate (0066)."""

import pytest

READERS = ("server.edge.rates", "server.sockets.transport.rate_limits")


class RateClock:
    """A clock that stands still until a test moves it; it stands in for the module `time`."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def monotonic(self) -> float:
        """Return the seconds that the rate limits count in."""
        return self.now_s

    def move_ms(self, ms: float) -> None:
        """Let so much time pass for the rate limits."""
        self.now_s += ms / 1_000


@pytest.fixture
def rate_clock(monkeypatch: pytest.MonkeyPatch) -> RateClock:
    """Stop the clock of the rate limits: what they have counted stays counted until a test moves it."""
    clock = RateClock()
    for module in READERS:
        monkeypatch.setattr(f"{module}.time", clock)
    return clock
