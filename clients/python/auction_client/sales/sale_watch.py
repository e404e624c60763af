"""One watched sale: its view, and the task that keeps the view complete.

The task sends `watch_sale`, page after page, at first and again whenever messages may be missing: after
the connection was lost, and when a late message has not closed a gap in time.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress

from auction_client.backoff import RETRIED_CODES, WATCH_BACKOFF, Pauses
from auction_client.errors import NotConnected, RequestRefused, Unanswered
from auction_client.item_watch import GAP_WAIT_S, HELD_MAX, WATCH_ANSWER_TIMEOUT_S
from auction_client.messages import Refusal, SaleAnswer, SaleMessage
from auction_client.reconnecting import ReconnectingConnection
from auction_client.sales.sale_view import (
    SaleView,
    fold_first_page,
    fold_page,
    fold_sale_message,
)


class SaleWatch:
    """Watches a sale for any number of subscribers, from `start` to `stop`."""

    def __init__(self, auction_id: str, connection: ReconnectingConnection) -> None:
        self.subscribers = 0
        self._auction_id = auction_id
        self._connection = connection
        self._view: SaleView | None = None
        self._is_whole = False
        self._held: deque[SaleMessage] = deque(maxlen=HELD_MAX)
        self._failure: Exception | None = None
        self._changed = asyncio.Event()
        self._stale = asyncio.Event()
        self._gap_timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch."""
        self.resync()
        self._task = asyncio.create_task(self._run(), name=f"auction-sale-{self._auction_id}")

    async def stop(self) -> None:
        """Stop watching; subscribers get NotConnected."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        if self._gap_timer:
            self._gap_timer.cancel()
        self._fail(NotConnected("the client is closed"))

    def resync(self) -> None:
        """Send `watch_sale` again, from where the view ends: the connection was lost."""
        self._stale.set()

    def receive(self, message: SaleMessage) -> None:
        """Take in a message to the sale's room."""
        if self._view is None:
            # It may be newer than the answer that is still on its way.
            self._held.append(message)
        else:
            self._show(fold_sale_message(self._view, message))

    async def views(self) -> AsyncIterator[SaleView]:
        """Yield the view and each newer one; a slow reader skips to the newest.

        Raises RequestRefused when the sale can't be watched.
        """
        shown: SaleView | None = None
        while True:
            changed = self._changed
            if self._is_whole and self._view is not None and self._view is not shown:
                shown = self._view
                yield shown
            elif self._failure:
                raise self._failure
            else:
                await changed.wait()

    async def _run(self) -> None:
        try:
            while True:
                await self._stale.wait()
                self._stale.clear()
                await self._read()
        except Exception as error:  # the subscribers get every failure
            self._fail(error)

    async def _read(self) -> None:
        """Read the sale, or what has changed in it, page after page."""
        position = {} if self._view is None or not self._is_whole else _position(self._view)
        pages = Pauses(WATCH_BACKOFF)
        page = await self._ask(position, pages)
        view = fold_first_page(self._view, page)
        while self._held:
            view = fold_sale_message(view, self._held.popleft())
        self._show(view)
        while page.next_after is not None:
            page = await self._ask({**position, "after": page.next_after}, pages)
            self._show(fold_page(self._known(), page))
        self._is_whole = True
        self._notify()

    async def _ask(self, given: dict[str, object], pauses: Pauses) -> SaleAnswer:
        """Send `watch_sale` until it is answered."""
        request = {"auction_id": self._auction_id, **given}
        while True:
            refusal: Refusal | None = None
            try:
                answer = await self._connection.call(
                    "watch_sale", request, SaleAnswer, timeout_s=WATCH_ANSWER_TIMEOUT_S
                )
                if isinstance(answer, SaleAnswer):
                    return answer
                refusal = answer
            except (NotConnected, Unanswered):
                pass  # the connection is being replaced
            if refusal and refusal.code not in RETRIED_CODES:
                raise RequestRefused(refusal)
            await asyncio.sleep(pauses.next_s(refusal))

    def _known(self) -> SaleView:
        assert self._view is not None, "the first page begins the view"
        return self._view

    def _show(self, view: SaleView) -> None:
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


def _position(view: SaleView) -> dict[str, object]:
    return {"feed": view.feed, "number": view.number, "as_of": view.as_of}
