"""One watched item: its view, and the task that keeps the view complete.

The task sends `watch`, at first and again whenever bids may be missing: after the connection was lost,
and when a late message has not closed a gap in time. In between, the room's messages are folded in as
they arrive.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress

from auction_client.backoff import RETRIED_CODES, WATCH_BACKOFF, Pauses
from auction_client.errors import NotConnected, RequestRefused, Unanswered
from auction_client.item_view import ItemView, fold_message, fold_watch_answer
from auction_client.messages import Item, NewBid, Refusal, WatchAnswer, WatcherCount
from auction_client.reconnecting import ReconnectingConnection

GAP_WAIT_S = 0.25
"""How long a missing message is waited for; up to twice that, so that a crowd does not ask at once."""

HELD_MAX = 64
"""How many messages are held until an earlier one arrives; beyond that, `watch` has to fill the gap."""

WATCH_ANSWER_TIMEOUT_S = 5.0


class ItemWatch:
    """Watches an item for any number of subscribers, from `start` to `stop`."""

    def __init__(self, item_id: str, connection: ReconnectingConnection) -> None:
        self.subscribers = 0
        self.watcher_count: int | None = None
        self._item_id = item_id
        self._connection = connection
        self._view: ItemView | None = None
        self._held: deque[NewBid | Item] = deque(maxlen=HELD_MAX)
        self._failure: Exception | None = None
        self._changed = asyncio.Event()
        self._stale = asyncio.Event()
        self._gap_timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch."""
        self.resync()
        self._task = asyncio.create_task(self._run(), name=f"auction-watch-{self._item_id}")

    async def stop(self) -> None:
        """Stop watching; subscribers get NotConnected."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        if self._gap_timer:
            self._gap_timer.cancel()
        self._fail(NotConnected("the client is closed"))

    def resync(self) -> None:
        """Send `watch` again, from where the view ends: the connection was lost."""
        self._stale.set()

    def receive(self, message: NewBid | Item | WatcherCount) -> None:
        """Take in a message to the item's room."""
        if isinstance(message, WatcherCount):
            self.watcher_count = message.count
        elif self._view is not None:
            self._show(fold_message(self._view, message))
        else:
            # It may be newer than the answer to `watch` that is still on its way. When there are too
            # many, the oldest are dropped, and the gap shows.
            self._held.append(message)

    async def views(self) -> AsyncIterator[ItemView]:
        """Yield the view and each newer one, up to the outcome; a slow reader skips to the newest.

        Raises RequestRefused when the item can't be watched.
        """
        shown: ItemView | None = None
        while True:
            changed = self._changed
            if self._view is not None and self._view is not shown:
                shown = self._view
                yield shown
                if shown.item.has_ended and not shown.has_gap:
                    return
            elif self._failure:
                raise self._failure
            else:
                await changed.wait()

    async def _run(self) -> None:
        try:
            while True:
                await self._stale.wait()
                self._stale.clear()
                self._take(*await self._ask())
        except Exception as error:  # the subscribers get every failure
            self._fail(error)

    async def _ask(self) -> tuple[WatchAnswer, int | None]:
        """Send `watch` until it is answered; return the answer and the `since` that was sent."""
        pauses = Pauses(WATCH_BACKOFF)
        while True:
            refusal: Refusal | None = None
            since = None if self._view is None else self._view.through_seq
            epoch = None if self._view is None else self._view.item.epoch
            position = {"since": since, "epoch": epoch}
            given = {name: value for name, value in position.items() if value is not None}
            request = {"item_id": self._item_id, **given}
            try:
                answer = await self._connection.call(
                    "watch", request, WatchAnswer, timeout_s=WATCH_ANSWER_TIMEOUT_S
                )
                if isinstance(answer, WatchAnswer):
                    return answer, since
                refusal = answer
            except (NotConnected, Unanswered):
                pass  # the connection is being replaced
            if refusal and refusal.code not in RETRIED_CODES:
                raise RequestRefused(refusal)
            await asyncio.sleep(pauses.next_s(refusal))

    def _take(self, answer: WatchAnswer, since: int | None) -> None:
        view = fold_watch_answer(self._view, answer, since)
        for message in self._held:
            view = fold_message(view, message)
        self._held.clear()
        self._show(view)

    def _show(self, view: ItemView) -> None:
        if view is not self._view:
            self._view = view
            self._notify()
        if view.has_gap and self._gap_timer is None:
            wait_s = GAP_WAIT_S * (1 + random.random())  # noqa: S311 - a spread is no secret
            self._gap_timer = asyncio.get_running_loop().call_later(wait_s, self._end_gap_wait)

    def _end_gap_wait(self) -> None:
        self._gap_timer = None
        if self._view is not None and self._view.has_gap:
            self.resync()

    def _fail(self, failure: Exception) -> None:
        self._failure = self._failure or failure
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
