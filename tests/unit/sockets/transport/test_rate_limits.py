"""The rate limits: sockets, handshakes, events and frames, and the address that a request counts for."""

import pytest

from server.edge.rates import BURST_S
from server.sockets.transport.rate_limits import (
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
    """The monotonic clock, as the only entry of a list."""
    now = [1_000.0]
    monkeypatch.setattr("server.sockets.transport.rate_limits.time.monotonic", lambda: now[0])
    return now


def test_events_are_accepted_at_their_rate_and_in_bursts(clock: list[float]) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=10)), Socket()
    burst = round(10 * BURST_S)
    assert [limiter.event(socket) for _ in range(burst)] == [0] * burst
    assert limiter.event(socket) == 100
    clock[0] += 0.06
    assert limiter.event(socket) == 40
    clock[0] += 0.05
    assert limiter.event(socket) == 0
    assert limiter.event(socket) > 0


def test_a_refused_event_does_not_extend_the_wait(clock: list[float]) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=1)), Socket()
    for _ in range(100):
        limiter.event(socket)
    clock[0] += 1.01
    assert limiter.event(socket) == 0


def test_sockets_do_not_share_their_rates(clock: list[float]) -> None:
    limiter = RateLimiter(Limits(events_per_s=1))
    for socket in (Socket(), Socket()):
        assert [limiter.event(socket) for _ in range(2)] == [0, 0]


def test_handshakes_above_the_rate_are_refused(clock: list[float]) -> None:
    limiter = RateLimiter(Limits(handshakes_per_s=1))
    assert limiter.admit("a") == limiter.admit("a") == 0
    assert limiter.admit("a") > 0
    assert limiter.handshake() > 0


def test_frames_at_many_times_the_rate_of_events_are_a_flood(clock: list[float]) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=10)), Socket()
    for _ in range(round(10 * FLOOD * BURST_S)):
        limiter.frame(socket)
    with pytest.raises(FloodError):
        limiter.frame(socket)


def test_an_address_at_its_limit_is_refused_until_a_socket_is_released(clock: list[float]) -> None:
    limiter = RateLimiter(Limits(sockets_per_address=2))
    assert limiter.admit("a") == limiter.admit("a") == limiter.admit("b") == 0
    assert limiter.admit("a") == FULL_RETRY_MS
    limiter.release("a")
    assert limiter.admit("a") == 0


def test_a_user_at_the_limit_is_refused_until_a_socket_is_released() -> None:
    limiter = RateLimiter(Limits(sockets_per_user=1))
    assert limiter.admit_user("ann") == limiter.admit_user("bob") == 0
    assert limiter.admit_user("ann") == FULL_RETRY_MS
    limiter.release_user("ann")
    assert limiter.admit_user("ann") == 0


def test_without_limits_nothing_is_refused() -> None:
    limiter, socket = RateLimiter(None), Socket()
    for _ in range(10_000):
        assert limiter.admit("a") == limiter.admit_user("ann") == limiter.event(socket) == 0
        limiter.frame(socket)


def test_a_request_counts_for_the_address_that_called_the_outermost_trusted_proxy() -> None:
    limiter = RateLimiter(Limits(), trusted_proxies=1)
    assert limiter.address("10.0.0.1", "6.6.6.6, 1.1.1.1") == "1.1.1.1"


def test_refusals_are_counted_by_limit(clock: list[float]) -> None:
    limits = Limits(handshakes_per_s=1, sockets_per_address=2, sockets_per_user=1, events_per_s=1)
    limiter, socket = RateLimiter(limits), Socket()
    for address in ("a", "a", "a", "b"):
        limiter.admit(address)
    for _ in range(2):
        limiter.admit_user("ann")
    for _ in range(3):
        limiter.event(socket)
    for _ in range(round(FLOOD * BURST_S)):
        limiter.frame(socket)
    with pytest.raises(FloodError):
        limiter.frame(socket)
    assert limiter.refused == dict.fromkeys(("address", "handshake", "user", "event", "flood"), 1)


@pytest.mark.parametrize(("size", "pieces"), [(0, 161), (64, 107), (1024, 18), (64 * 1024, 1)])
def test_the_bytes_of_a_stream_and_its_pieces_count_as_frames(
    clock: list[float], size: int, pieces: int
) -> None:
    limiter, socket = RateLimiter(Limits(events_per_s=1)), Socket()
    for _ in range(pieces - 1):
        limiter.received(socket, size)
    with pytest.raises(FloodError):
        limiter.received(socket, size)
    clock[0] += 60
    limiter.frame(socket)
