"""Fair reading: a turn that takes long reads each socket once more, and the next one reads all again."""

import asyncio

from server.sockets.overload.fair_reading import TURN_MAX_S, UNTIMED_READS, FairReading


class Socket:
    """Is read by a test."""

    def __init__(self) -> None:
        self.reading = True

    def pause_reading(self) -> None:
        self.reading = False

    def caught_up(self) -> None:
        self.reading = True


class Clock:
    """A clock that a test sets."""

    now_s = 100.0

    def now(self) -> float:
        return self.now_s


async def test_a_short_turn_reads_each_socket_as_often_as_it_has_data() -> None:
    fair, socket = FairReading(now=lambda: 100.0), Socket()
    for _ in range(UNTIMED_READS + 100):
        fair.read(socket)
    assert socket.reading


async def test_a_socket_that_is_read_in_a_long_turn_is_read_again_in_the_next() -> None:
    clock, early, late = Clock(), Socket(), Socket()
    fair = FairReading(now=clock.now)
    for _ in range(UNTIMED_READS + 1):
        fair.read(early)
    clock.now_s += TURN_MAX_S + 0.001
    fair.read(late)
    assert (early.reading, late.reading) == (True, False)
    await asyncio.sleep(0)
    assert late.reading
    for _ in range(UNTIMED_READS + 1):
        fair.read(late)
    assert late.reading, "the next turn has a time of its own"
