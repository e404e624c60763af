"""Arrivals: the sockets that have entered a room and are not sent its item's state yet."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Arrivals:
    """Counts the `watch` events of each socket that are not answered yet."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def of(self, sid: str) -> Iterator[None]:
        """Count one while inside. The answer is written in the same turn of the loop as this ends."""
        self._open[sid] += 1
        try:
            yield
        finally:
            self._open[sid] -= 1
            if not self._open[sid]:
                del self._open[sid]

    def pending(self, sid: str) -> bool:
        """Return whether a socket still waits for the answer to a `watch`."""
        return sid in self._open
