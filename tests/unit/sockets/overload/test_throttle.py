"""The throttle: a socket that bids too early is not read until its time has passed."""

import asyncio
from functools import partial

from server.sockets.overload.throttle import (
    HOLD_MAX_S,
    LATE_MAX_S,
    RETRY_MIN_MS,
    SHARE,
    TICK_S,
    Throttle,
)
from tests.virtual_time import in_virtual_time

SOON_S = 2 * TICK_S


class Socket:
    """A throttled socket; `read` is what reading it costs once it is let go."""

    def __init__(self, read: "partial[None] | None" = None) -> None:
        self.busy_until = 0.0
        self.throttled = False
        self.reading = True
        self._read = read

    def hold(self) -> None:
        self.reading = False

    def let_go(self) -> None:
        self.reading = True
        if self._read is not None:
            self._read()


def throttle_now() -> Throttle:
    """Make a throttle on the loop's time."""
    return Throttle(now=asyncio.get_running_loop().time)


async def refuse_twice(throttle: Throttle, socket: Socket, retry_after_ms: int) -> None:
    """Answer `busy` to a bid, and to another that the client sends all the same."""
    throttle.busy(socket, retry_after_ms)
    await asyncio.sleep(0)
    throttle.busy(socket, retry_after_ms)


@in_virtual_time
async def test_a_socket_that_bids_again_too_early_is_not_read_until_its_time_has_passed() -> None:
    throttle, socket = throttle_now(), Socket()
    await refuse_twice(throttle, socket, 1_000)
    assert (socket.reading, socket.throttled, throttle.held, throttle.holds) == (False, True, 1, 1)
    await asyncio.sleep(0.9)
    assert not socket.reading
    await asyncio.sleep(0.1 + SOON_S)
    assert (socket.reading, throttle.held) == (True, 0)


@in_virtual_time
async def test_a_socket_that_waits_for_its_time_is_read_on() -> None:
    throttle, socket = throttle_now(), Socket()
    throttle.busy(socket, 1_000)
    await asyncio.sleep(1.1)
    throttle.busy(socket, 1_000)
    assert (socket.reading, throttle.holds) == (True, 0)


@in_virtual_time
async def test_bids_that_arrived_with_the_refused_one_are_no_reason_to_hold_their_socket() -> None:
    throttle, socket = throttle_now(), Socket()
    for _ in range(10):
        throttle.busy(socket, 1_000)
    await asyncio.sleep(0)
    assert (socket.reading, throttle.holds) == (True, 0)


@in_virtual_time
async def test_what_a_held_socket_has_sent_is_refused_and_later_bids_are_not() -> None:
    throttle, socket = throttle_now(), Socket()
    await refuse_twice(throttle, socket, 1_000)
    await asyncio.sleep(0.4)
    assert throttle.refuse(socket) == 600
    await asyncio.sleep(0.6 + TICK_S / 2)
    assert socket.throttled, "what it has sent is read now"
    assert throttle.refuse(socket) == RETRY_MIN_MS
    await asyncio.sleep(TICK_S)
    assert (socket.throttled, throttle.refused) == (False, 2)


@in_virtual_time
async def test_pings_and_other_events_of_a_held_socket_do_not_wait_longer_than_a_bound() -> None:
    throttle, socket = throttle_now(), Socket()
    await refuse_twice(throttle, socket, 60_000)
    await asyncio.sleep(HOLD_MAX_S + SOON_S)
    assert socket.reading


@in_virtual_time
async def test_reading_held_sockets_takes_a_bounded_share_of_the_time() -> None:
    throttle = throttle_now()
    cost_s, count = 0.01, 200
    sockets = [Socket(partial(throttle.read, cost_s)) for _ in range(count)]
    for socket in sockets:
        await refuse_twice(throttle, socket, 250)
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.5)
    read, began = throttle.held, loop.time()
    for _ in range(10):
        # A tick that comes late tells that the loop is busy.
        loop.now_s += 0.2  # type: ignore[attr-defined]
        await asyncio.sleep(TICK_S)
    share = (read - throttle.held) * cost_s / (loop.time() - began)
    assert 0 < share <= SHARE + 0.02


@in_virtual_time
async def test_many_held_sockets_do_not_keep_one_for_longer_than_the_timeout_of_a_ping() -> None:
    throttle = throttle_now()
    sockets = [Socket(partial(throttle.read, 1.0)) for _ in range(100)]
    for socket in sockets:
        await refuse_twice(throttle, socket, 1_000)
    await asyncio.sleep(1 + LATE_MAX_S + SOON_S)
    assert all(socket.reading for socket in sockets)
