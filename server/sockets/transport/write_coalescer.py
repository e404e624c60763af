"""The write coalescer: frames that are written in one turn of the loop leave in one system call (0037).

A system call costs more than all of Python's work on a message. Most bidders get two messages from a
round, such as the answer and the new price, and both leave in one write.
"""

import asyncio
from typing import Protocol


class Flushable(Protocol):
    """A connection with unsent frames."""

    def flush(self) -> None:
        """Write the frames to the transport."""
        ...


class WriteCoalescer:
    """The connections of one node that have unsent frames."""

    __slots__ = ("_unsent",)

    def __init__(self) -> None:
        self._unsent: list[Flushable] = []

    def add(self, connection: Flushable) -> None:
        """Flush a connection once, in the next turn of the loop.

        Callbacks that are already scheduled run before, so what they write leaves in the same flush.
        """
        if not self._unsent:
            asyncio.get_running_loop().call_soon(self._flush)
        self._unsent.append(connection)

    def _flush(self) -> None:
        connections, self._unsent = self._unsent, []
        for connection in connections:
            connection.flush()
