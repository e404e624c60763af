"""Fair reading: in a turn of the loop that is long already, each socket is read once more at most.

uvloop reads up to 1,024 ready sockets, and begins again, up to 48 times, before anything else runs. So more
sockets that always have something to be read would keep all answers and timers waiting for seconds (0210).
"""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

TURN_MAX_S = 0.05
UNTIMED_READS = 32
"""Reads that are only counted, over one turn or several short ones, because most turns have few."""


class Readable(Protocol):
    """A socket."""

    def pause_reading(self) -> None:
        """Read nothing more."""
        ...

    def caught_up(self) -> None:
        """Read again, unless there is another reason to wait."""
        ...


class FairReading:
    """The sockets that have been read in a turn which is long already."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        """`now` returns seconds."""
        self._now = now
        self._reads = 0
        self._began = 0.0
        self._paused: list[Readable] = []

    def read(self, socket: Readable) -> None:
        """Note that a socket is read; read it no further if the turn is long."""
        self._reads += 1
        if self._reads <= UNTIMED_READS:
            return
        now = self._now()
        if not self._began:
            self._began = now
            asyncio.get_running_loop().call_soon(self._end_turn)
        elif now - self._began > TURN_MAX_S:
            socket.pause_reading()
            self._paused.append(socket)

    def _end_turn(self) -> None:
        self._reads, self._began = 0, 0.0
        paused, self._paused = self._paused, []
        for socket in paused:
            socket.caught_up()
