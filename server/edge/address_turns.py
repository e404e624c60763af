"""Turns of addresses: requests and events that an address may not begin at once (0211, 0218).

They are begun one after another, and cost nothing until their turn. The addresses that wait have a turn
each, and the turns leave most of the loop to everything else.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable

SHARE = 4
"""The next turn comes no sooner than this multiple of the CPU time that was used after the last one."""
TICK_S = 0.001
"""How long after the beginning of a turn the CPU time is counted, with everything else that runs then."""
PAUSE_MAX_S = 0.01

Begin = Callable[[], bool]
"""Begins the request or event that waited; returns False if its client has gone."""


class AddressTurns:
    """The requests and events that wait for a turn, by address."""

    def __init__(self, *, cpu_s: Callable[[], float] = time.thread_time) -> None:
        """`cpu_s` returns the seconds of CPU time that the loop has used."""
        self._cpu_s = cpu_s
        self._waiting: dict[Hashable, deque[Begin]] = {}
        self._began = 0.0
        self._timer: asyncio.Handle | None = None

    def __contains__(self, address: Hashable) -> bool:
        """Return whether anything of an address waits."""
        return address in self._waiting

    def wait(self, address: Hashable, begin: Begin) -> None:
        """Have `begin` called in a turn of its address, never within this call."""
        self._waiting.setdefault(address, deque()).append(begin)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_soon(self._give_turn)

    def _give_turn(self) -> None:
        """Begin the next waiting request or event whose client is still there."""
        self._timer, self._began = None, self._cpu_s()
        if self._waiting:
            # The next turn does not depend on what this one raises.
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._pause)
        while self._waiting and not self._next()():
            pass

    def _next(self) -> Begin:
        """Remove and return the oldest entry of the address whose turn it is."""
        address = next(iter(self._waiting))
        begins = self._waiting.pop(address)
        begin = begins.popleft()
        if begins:
            self._waiting[address] = begins
        return begin

    def _pause(self) -> None:
        # The time includes everything else that ran meanwhile, so that turns take less of a busy loop.
        pause_s = SHARE * (self._cpu_s() - self._began) - TICK_S
        self._timer = asyncio.get_running_loop().call_later(
            min(max(pause_s, 0.0), PAUSE_MAX_S), self._give_turn
        )
