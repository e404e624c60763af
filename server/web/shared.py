"""Answers that are made once for all clients that wait for them (0083)."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

SHARE = 4
"""After an answer that took a time, the next one is made no sooner than so many times later."""
PAUSE_MAX_S = 0.25

K = TypeVar("K", bound=Hashable)


class Shared(Generic[K]):
    """Makes answers one at a time, each for all clients that asked before it was begun.

    A client never gets an answer that was begun before it asked, so it sees its own writes.
    """

    def __init__(self, make: Callable[[K], Awaitable[bytes]]) -> None:
        self._make = make
        self._waiting: dict[K, asyncio.Future[bytes]] = {}
        self._turn = asyncio.Lock()
        self._next_at = 0.0

    async def get(self, key: K) -> bytes:
        """Return an answer that is begun after this call; raises what making it raises."""
        waiting = self._waiting.get(key)
        if waiting is not None:
            return await asyncio.shield(waiting)
        waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            async with self._turn:
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

    async def _in_turn(self, key: K) -> bytes:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(self._next_at - loop.time(), 0))
        del self._waiting[key]  # clients that ask from now on get the next answer
        began = loop.time()
        try:
            return await self._make(key)
        finally:
            now = loop.time()
            self._next_at = now + min(SHARE * (now - began), PAUSE_MAX_S)
