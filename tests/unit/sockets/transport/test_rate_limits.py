"""The limiter: who is let in, how often, and whom a request counts for."""

import pytest

from server.sockets.transport.rate_limits import (
    BURST_S,
    FLOOD,
    FULL_RETRY_MS,
    FloodError,
    Limits,
    RateLimiter,
)


class Socket:
    events_until = 0.0
    frames_until = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock: a list of one."""
    now = [1_000.0]
    monkeypatch.setattr("server.sockets.transport.rate_limits.time.monotonic", lambda: now[0])
    return now


def test_events_pass_at_their_rate_and_so_much_at_once(clock: list[float]) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=10)), Socket()
    burst = round(10 * BURST_S)
    assert [limiter.event(socket) for _ in range(burst)] == [0] * burst
    assert limiter.event(socket) == 100
    clock[0] += 0.06
    assert limiter.event(socket) == 40
    clock[0] += 0.05
    assert limiter.event(socket) == 0
    assert limiter.event(socket) > 0


def test_what_was_refused_costs_nothing(clock: list[float]) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=1)), Socket()
    for _ in range(100):
        limiter.event(socket)
    clock[0] += 1.01
    assert limiter.event(socket) == 0


def test_sockets_do_not_share_their_rates(clock: list[float]) -> None:
    limiter = RateLimiter(Limits(events_per_s=1))
    for socket in (Socket(), Socket()):
        assert [limiter.event(socket) for _ in range(2)] == [0, 0]


def test_a_rate_below_one_burst_lets_one_pass(clock: list[float]) -> None:
    limiter = RateLimiter(Limits(handshakes_per_s=1))
    assert limiter.admit("a") == limiter.admit("a") == 0
    assert limiter.admit("a") > 0


def test_frames_at_many_times_the_rate_of_events_are_a_flood(clock: list[float]) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=10)), Socket()
    for _ in range(round(10 * FLOOD * BURST_S)):
        limiter.frame(socket)
    with pytest.raises(FloodError):
        limiter.frame(socket)


def test_an_address_that_is_full_waits_until_one_leaves(clock: list[float]) -> None:
    limiter = RateLimiter(Limits(sockets_per_address=2))
    assert limiter.admit("a") == limiter.admit("a") == limiter.admit("b") == 0
    assert limiter.admit("a") == FULL_RETRY_MS
    limiter.release("a")
    assert limiter.admit("a") == 0


def test_a_user_who_is_full_waits_until_one_leaves() -> None:
    limiter = RateLimiter(Limits(sockets_per_user=1))
    assert limiter.admit_user("ann") == limiter.admit_user("bob") == 0
    assert limiter.admit_user("ann") == FULL_RETRY_MS
    limiter.release_user("ann")
    assert limiter.admit_user("ann") == 0


def test_without_limits_nobody_waits() -> None:
    limiter, socket = RateLimiter(None), Socket()
    for _ in range(10_000):
        assert limiter.admit("a") == limiter.admit_user("ann") == limiter.event(socket) == 0
        limiter.frame(socket)


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1 ,2.2.2.2", "1.1.1.1"),
        (3, "1.1.1.1", "1.1.1.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        (1, "no:address", "no:address"),
    ],
)
def test_a_request_counts_for_who_asked_the_outermost_proxy_of_ours(
    proxies: int, forwarded_for: str, address: str
) -> None:
    limiter = RateLimiter(Limits(), trusted_proxies=proxies)
    assert limiter.address("10.0.0.1", forwarded_for) == address
