"""Prints how far a command has come: events per second, the share that is done, and the time left."""

import time
from collections.abc import Callable
from typing import TextIO

EVERY_S = 1.0
EVERY_IN_A_LOG_S = 10.0
"""The interval where the lines do not replace each other."""


class Progress:
    """The progress through a known number of events; a line at most once a second."""

    def __init__(self, out: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        """`out` is a terminal, on which each line replaces the one before it, or a log."""
        self._out = out
        self._now = now
        self._on_terminal = out.isatty()
        self._every_s = EVERY_S if self._on_terminal else EVERY_IN_A_LOG_S
        self._count = self._done = 0
        self._began = self._printed = now()

    def begin(self, events_count: int) -> None:
        """Begin with so many events ahead."""
        self._count, self._done = events_count, 0
        self._began = self._printed = self._now()

    def add(self, events: int) -> None:
        """Count events that are done."""
        self._done += events
        now = self._now()
        if now - self._printed >= self._every_s:
            self._printed = now
            self._print(now - self._began)

    def clear(self) -> None:
        """Remove the line from a terminal, before other output."""
        if self._on_terminal and self._printed > self._began:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _print(self, took_s: float) -> None:
        rate, left = self._done / took_s, max(0, self._count - self._done)
        share = self._done / (self._done + left) if left else 1.0
        text = f"{self._done:,} events, {rate:,.0f}/s, {share:.0%}"
        if rate:
            text += f", {_duration(left / rate)} left"
        self._out.write(f"\r{text}\x1b[K" if self._on_terminal else f"{text}\n")
        self._out.flush()


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
