"""Answers that are made once for all clients that wait for them (0083, 0126)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from server.domain.rejection import Code
from server.wire.errors import Refused

SHARE = 4
"""After an answer that took CPU time, the next one is begun no sooner than so many times later."""
PAUSE_MAX_S = 0.25
AT_ONCE = 4
"""Different answers that are made at once. They wait for the stores most of the time."""

BUSY_RETRY_MS = 1_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shared(Generic[K, V]):
    """Makes answers, each for all clients that asked before it was begun.

    A client never gets an answer that was begun before it asked, so it sees its own writes.
    """

    def __init__(
        self,
        make: Callable[[K], Awaitable[V]],
        *,
        cpu_s: Callable[[], float] = time.thread_time,
        share: int = SHARE,
        at_once: int = AT_ONCE,
        waiting_max: int | None = None,
    ) -> None:
        """`cpu_s` returns the seconds of CPU time that the loop has used.

        After an answer that took some of it, the next is begun no sooner than `share` times later.
        At most `at_once` different answers are made at once, and at most `waiting_max` wait to be begun.
        """
        self._make = make
        self._cpu_s = cpu_s
        self._share = share
        self._waiting_max = waiting_max
        self._waiting: dict[K, asyncio.Future[V]] = {}
        self._turns = asyncio.Semaphore(at_once)
        self._leaving = asyncio.Lock()
        self._next_at = 0.0

    async def get(self, key: K) -> V:
        """Return an answer that is begun after this call; raises the errors of making it.

        Raises Refused `busy` if too many different answers wait.
        """
        made = await self._shared(key)
        # 0126: answers leave one in a turn of the loop. All at once they would be written in one turn.
        async with self._leaving:
            await asyncio.sleep(0)
        return made

    async def _shared(self, key: K) -> V:
        waiting = self._waiting.get(key)
        if waiting is not None:
            return await asyncio.shield(waiting)
        if self._waiting_max is not None and len(self._waiting) >= self._waiting_max:
            message = "too many different requests of this kind wait"
            raise Refused(Code.BUSY, message, retry_after_ms=BUSY_RETRY_MS)
        waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            async with self._turns:
                made = await self._in_turn(key)
        except BaseException as error:
            if self._waiting.get(key) is waiting:
                del self._waiting[key]
            if isinstance(error, asyncio.CancelledError):
                waiting.cancel()
            else:
                waiting.set_exception(error)
                waiting.exception()  # there may be no other client to take note of it
            raise
        waiting.set_result(made)
        return made

    async def _in_turn(self, key: K) -> V:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)  # clients that ask in this turn of the loop share the answer
        # Answers that end meanwhile move the time on.
        while (wait_s := self._next_at - loop.time()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait_s)
        del self._waiting[key]  # clients that ask from now on get the next answer
        began = self._cpu_s()
        try:
            return await self._make(key)
        finally:
            # The time includes all else that ran meanwhile, so that answers take less of a busy loop.
            pause_s = min(self._share * (self._cpu_s() - began), PAUSE_MAX_S)
            self._next_at = max(self._next_at, loop.time() + pause_s)
