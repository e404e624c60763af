"""One watched item: its view, and the task that keeps the view true.

The task asks `watch`, at first and again whenever the view has fallen behind: after the connection was
lost, and when a gap has not been filled by a late message within GAP_WAIT_S. In between, the room's
messages are folded in as they arrive.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from clients.python.backoff import CONNECTING, TRY_AGAIN, Pauses
from clients.python.errors import NoAnswer, NotConnected, RequestRefused
from clients.python.item_view import ItemView, catch_up, hear
from clients.python.messages import Item, NewBid, Refused, WatchAnswer, WatcherCount
from clients.python.reconnecting import Link

GAP_WAIT_S = 0.25
ANSWER_TIMEOUT_S = 5.0
EARLY_MESSAGES_MAX = 100


class Following:
    """Follows an item for any number of watchers, from `start` to `stop`."""

    def __init__(self, item_id: str, link: Link) -> None:
        self.watchers = 0
        self.watcher_count: int | None = None
        self._item_id = item_id
        self._link = link
        self._view: ItemView | None = None
        self._early: deque[NewBid | Item] = deque(maxlen=EARLY_MESSAGES_MAX)
        self._failure: Exception | None = None
        self._changed = asyncio.Event()
        self._behind = asyncio.Event()
        self._gap_timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._behind.set()
        self._task = asyncio.create_task(self._keep_true(), name=f"auction-watch-{self._item_id}")

    async def stop(self) -> None:
        """Stop following; whoever still watches is told so."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        if self._gap_timer:
            self._gap_timer.cancel()
        self._fail(NotConnected("the client is closed"))

    async def states(self) -> AsyncIterator[ItemView]:
        """Yield the view and each newer one, up to the outcome; a slow reader skips to the newest.

        Raises RequestRefused when the item can't be watched.
        """
        shown: ItemView | None = None
        while True:
            changed = self._changed
            if self._view is not None and self._view is not shown:
                shown = self._view
                yield shown
                if shown.item.ended and not shown.gap:
                    return
            elif self._failure:
                raise self._failure
            else:
                await changed.wait()

    def hear(self, message: NewBid | Item | WatcherCount) -> None:
        """Take a message to the item's room."""
        if isinstance(message, WatcherCount):
            self.watcher_count = message.count
        elif self._view is not None:
            self._show(hear(self._view, message))
        else:
            # It may be newer than the answer to `watch` that is still on its way. Of too many the
            # oldest go: the rest shows the gap.
            self._early.append(message)

    def fall_behind(self) -> None:
        """Ask again what was missed: the connection was lost."""
        self._behind.set()

    async def _keep_true(self) -> None:
        try:
            while True:
                await self._behind.wait()
                self._behind.clear()
                self._take(await self._ask())
        except Exception as error:  # whatever it is, the watchers get it
            self._fail(error)

    async def _ask(self) -> WatchAnswer:
        pauses = Pauses(CONNECTING)
        while True:
            refused: Refused | None = None
            try:
                answer = await self._link.call(
                    "watch", self._request(), WatchAnswer, timeout_s=ANSWER_TIMEOUT_S
                )
                if isinstance(answer, WatchAnswer):
                    return answer
                refused = answer
            except (NotConnected, NoAnswer):
                pass  # the link is at work on it
            if refused and refused.code not in TRY_AGAIN:
                raise RequestRefused(refused)
            await asyncio.sleep(pauses.next_s(refused))

    def _request(self) -> dict[str, Any]:
        since = {} if self._view is None else {"since": self._view.since}
        return {"item_id": self._item_id, **since}

    def _take(self, answer: WatchAnswer) -> None:
        view = catch_up(self._view, answer)
        for message in self._early:
            view = hear(view, message)
        self._early.clear()
        self._show(view)

    def _show(self, view: ItemView) -> None:
        if view is not self._view:
            self._view = view
            self._announce()
        if view.gap and self._gap_timer is None:
            self._gap_timer = asyncio.get_running_loop().call_later(GAP_WAIT_S, self._end_gap_wait)

    def _end_gap_wait(self) -> None:
        self._gap_timer = None
        if self._view is not None and self._view.gap:
            self._behind.set()

    def _fail(self, failure: Exception) -> None:
        self._failure = self._failure or failure
        self._announce()

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
