"""Watches: answers to `watch`, read and encoded once for all sockets that ask in one moment (0087)."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import msgspec

from server.domain.types import ItemId
from server.domain.view import view_item, view_own
from server.identity.identity import Identity
from server.sockets.transport.pipeline import Body
from server.use_cases.watching import Watched

_encode = msgspec.json.Encoder().encode

Read = Callable[[ItemId, int | None], Coroutine[Any, Any, Watched]]
"""Reads an item and the bids after an event; raises Refused."""
_Asked = tuple[ItemId, int | None]


@dataclass(frozen=True, slots=True)
class SharedWatch:
    """An item as it was read for several sockets, with its long parts encoded."""

    watched: Watched
    item: msgspec.Raw
    bids: msgspec.Raw

    @property
    def seq(self) -> int:
        """The item's event number, which counts secret events too."""
        return self.watched.seen.item.seq

    def answer(self, identity: Identity | None) -> Body:
        """Return the body of a socket's answer, a `WatchAnswer`."""
        seen, missed, complete = self.watched
        return {
            "ok": True,
            "item": self.item,
            "bids": self.bids,
            "retracted": missed.retracted,
            "complete": complete,
            "yours": view_own(seen.item, identity.user_id) if identity else None,
        }


class Watches:
    """Reads items for watchers, each item and `since` at most once at a time.

    A socket that asks while a read is under way shares the next one, which begins after it: a read that
    began before the socket entered the room may lack an event that was sent to the room before.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._waiting: dict[_Asked, asyncio.Task[SharedWatch]] = {}
        self._under_way: dict[_Asked, asyncio.Task[SharedWatch]] = {}

    async def watch(self, item_id: ItemId, since: int | None) -> SharedWatch:
        """Return the item as it is read from now on; raises Refused."""
        asked = (item_id, since)
        waiting = self._waiting.get(asked)
        if waiting is None:
            waiting = asyncio.create_task(self._next(asked, self._under_way.get(asked)))
            self._waiting[asked] = waiting
        # The read is shared, so the end of one socket does not end it.
        return await asyncio.shield(waiting)

    async def _next(
        self, asked: _Asked, previous: "asyncio.Task[SharedWatch] | None"
    ) -> SharedWatch:
        if previous is not None:
            await asyncio.wait([previous])
        self._under_way[asked] = self._waiting.pop(asked)
        try:
            watched = await self._read(*asked)
        finally:
            del self._under_way[asked]
        item = view_item(watched.seen.item, watched.seen.now)
        bids = _encode(watched.missed.bids)
        return SharedWatch(watched, msgspec.Raw(_encode(item)), msgspec.Raw(bids))
