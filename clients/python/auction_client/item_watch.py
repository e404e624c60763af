"""One watched item: its view, and the task that keeps the view complete.

The task sends `watch`, at first and again whenever bids may be missing: after the connection was lost,
and when a late message has not closed a gap in time. In between, the room's messages are folded in as
they arrive.
"""

from collections import deque
from collections.abc import AsyncIterator

from auction_client.backoff import WATCH_BACKOFF, Pauses
from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.item_view import ItemView, fold_message, fold_watch_answer
from auction_client.messages import Item, NewBid, WatchAnswer, WatcherCount
from auction_client.watching import HELD_MAX, Watch


class ItemWatch(Watch[ItemView]):
    """Watches an item."""

    def __init__(self, item_id: str, connection: ReconnectingConnection) -> None:
        super().__init__(f"auction-watch-{item_id}", connection)
        self.watcher_count: int | None = None
        self._item_id = item_id
        self._held: deque[NewBid | Item] = deque(maxlen=HELD_MAX)

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

    async def _read(self) -> None:
        """Send `watch` until it is answered, and fold the answer in with the messages that were held."""
        pauses = Pauses(WATCH_BACKOFF)
        answer = None
        while answer is None:
            since = None if self._view is None else self._view.through_seq
            epoch = None if self._view is None else self._view.item.epoch
            position = {"item_id": self._item_id, "since": since, "epoch": epoch}
            request = {name: value for name, value in position.items() if value is not None}
            answer = await self._ask("watch", request, WatchAnswer, pauses)
        view = fold_watch_answer(self._view, answer, since)
        for message in self._held:
            view = fold_message(view, message)
        self._held.clear()
        self._show(view)

    def _show(self, view: ItemView) -> None:
        if view is not self._view:
            self._view = view
            self._notify()
        self._await_missing()
