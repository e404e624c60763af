"""The coalescer: what connections hold back until the end of a turn of the loop, to write it at once.

A system call costs more than all that Python does for a message. Most bidders get two messages from a
round, the answer and that they lead no more, or the new price: these leave in one write.
"""

import asyncio
from typing import Protocol


class Holder(Protocol):
    """Somebody who holds frames back."""

    def flush(self) -> None:
        """Write them."""
        ...


class WriteCoalescer:
    """The holders of one node; each is asked once to `flush`, after what is to be done in this turn."""

    __slots__ = ("_holders",)

    def __init__(self) -> None:
        self._holders: list[Holder] = []

    def add(self, holder: Holder) -> None:
        """Have a holder flushed soon."""
        if not self._holders:
            asyncio.get_running_loop().call_soon(self._flush)
        self._holders.append(holder)

    def _flush(self) -> None:
        holders, self._holders = self._holders, []
        for holder in holders:
            holder.flush()
