"""Watches: answers to `watch`, read and encoded once for all sockets that ask in one moment (0087).

A watcher that has missed more than the hot state keeps is completed from the archive afterwards, so
that the socket's next events do not wait for the archive (0124).
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import msgspec

from server.domain.types import ItemId, Position
from server.domain.view import view_item, view_own
from server.identity.identity import Identity
from server.sockets.transport.pipeline import Body
from server.use_cases.watching import Watched

READ_EVERY_S = 0.02
"""The shortest time between the beginnings of two reads of one item."""

_encode = msgspec.json.Encoder().encode

Read = Callable[[ItemId, Position | None], Coroutine[Any, Any, Watched]]
"""Reads an item and the bids after a position; raises Refused."""
CatchUp = Callable[[Watched], Coroutine[Any, Any, Watched]]
"""Completes the bids of a watcher that is `behind`, as far as the archive can."""
_Asked = tuple[ItemId, Position | None]


@dataclass(frozen=True, slots=True)
class SharedWatch:
    """An item as it was read for several sockets, with its long parts encoded."""

    watched: Watched
    item: msgspec.Raw
    bids: msgspec.Raw
    completed: "asyncio.Task[SharedWatch] | None" = None
    """The same with the bids of the archive, where a watcher is behind. This one is then not answered."""

    @property
    def position(self) -> Position:
        """The item's last event; its number counts secret events too."""
        return self.watched.seen.position

    def answer(self, identity: Identity | None) -> Body:
        """Return the body of a socket's answer, a `WatchAnswer`."""
        seen = self.watched.seen
        return {
            "ok": True,
            "item": self.item,
            "bids": self.bids,
            "retracted": self.watched.missed.retracted,
            "complete": self.watched.complete,
            "yours": view_own(seen.item, identity.user_id) if identity else None,
        }


class Watches:
    """Reads items for watchers, each item and `since` at most once at a time.

    A socket that asks while a read is under way shares the next one, which begins after it: a read that
    began before the socket entered the room may lack an event that was sent to the room before. The next
    read also begins no sooner than `read_every_s` after the last one did, so more sockets share it.
    """

    def __init__(
        self, read: Read, catch_up: CatchUp, *, read_every_s: float = READ_EVERY_S
    ) -> None:
        self._read = read
        self._catch_up = catch_up
        self._read_every_s = read_every_s
        self._waiting: dict[_Asked, asyncio.Task[SharedWatch]] = {}
        self._under_way: dict[_Asked, asyncio.Future[None]] = {}
        """The reads before the waiting ones. Each future is done when the next read may begin."""

    async def watch(self, item_id: ItemId, since: Position | None) -> SharedWatch:
        """Return the item as it is read from now on; raises Refused."""
        asked = (item_id, since)
        waiting = self._waiting.get(asked)
        if waiting is None:
            waiting = asyncio.create_task(self._next(asked, self._under_way.get(asked)))
            self._waiting[asked] = waiting
        # The read is shared, so the end of one socket does not end it.
        return await asyncio.shield(waiting)

    async def _next(self, asked: _Asked, previous: "asyncio.Future[None] | None") -> SharedWatch:
        if previous is not None:
            await asyncio.wait([previous])
        del self._waiting[asked]
        loop = asyncio.get_running_loop()
        ended, next_at = loop.create_future(), loop.time() + self._read_every_s
        self._under_way[asked] = ended
        try:
            watched = await self._read(*asked)
        finally:
            if loop.time() < next_at:
                loop.call_at(next_at, self._end, asked, ended)
            else:
                self._end(asked, ended)
        completed = None
        if watched.behind is not None:
            completed = asyncio.create_task(self._complete(watched))
        return _shared(watched, completed)

    def _end(self, asked: _Asked, ended: "asyncio.Future[None]") -> None:
        """Let the next read begin; if sockets wait for it, it takes the place of this one."""
        if not ended.done():
            ended.set_result(None)
        if self._under_way.get(asked) is ended:
            del self._under_way[asked]

    async def _complete(self, watched: Watched) -> SharedWatch:
        return _shared(await self._catch_up(watched))


def _shared(watched: Watched, completed: "asyncio.Task[SharedWatch] | None" = None) -> SharedWatch:
    seen = watched.seen
    item = view_item(seen.item, seen.now, epoch=seen.epoch)
    bids = _encode(watched.missed.bids)
    return SharedWatch(watched, msgspec.Raw(_encode(item)), msgspec.Raw(bids), completed)
