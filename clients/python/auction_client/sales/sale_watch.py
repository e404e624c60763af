"""One watched sale: its view, and the task that keeps the view complete.

The task sends `watch_sale`, page after page, at first and again whenever messages may be missing: after
the connection was lost, and when a late message has not closed a gap in time.
"""

from collections import deque
from collections.abc import AsyncIterator

from auction_client.backoff import WATCH_BACKOFF, Pauses
from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.messages import SaleAnswer, SaleMessage
from auction_client.sales.sale_view import (
    SaleView,
    fold_first_page,
    fold_page,
    fold_sale_message,
)
from auction_client.watching import HELD_MAX, Watch


class SaleWatch(Watch[SaleView]):
    """Watches a sale."""

    def __init__(self, auction_id: str, connection: ReconnectingConnection) -> None:
        super().__init__(f"auction-sale-{auction_id}", connection)
        self._auction_id = auction_id
        self._is_whole = False
        self._held: deque[SaleMessage] = deque(maxlen=HELD_MAX)

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

    async def _read(self) -> None:
        """Read the sale, or what has changed in it, page after page."""
        position = {} if self._view is None or not self._is_whole else _position(self._view)
        pages = Pauses(WATCH_BACKOFF)
        page = await self._page(position, pages)
        view = fold_first_page(self._view, page)
        while self._held:
            view = fold_sale_message(view, self._held.popleft())
        self._show(view)
        while page.next_after is not None:
            page = await self._page({**position, "after": page.next_after}, pages)
            self._show(fold_page(self._known(), page))
        self._is_whole = True
        self._notify()

    async def _page(self, given: dict[str, object], pauses: Pauses) -> SaleAnswer:
        """Send `watch_sale` until it is answered."""
        request = {"auction_id": self._auction_id, **given}
        while True:
            answer = await self._ask("watch_sale", request, SaleAnswer, pauses)
            if answer is not None:
                return answer

    def _known(self) -> SaleView:
        assert self._view is not None, "the first page begins the view"
        return self._view

    def _show(self, view: SaleView) -> None:
        self._view = view
        self._notify()
        self._await_missing()


def _position(view: SaleView) -> dict[str, object]:
    return {"feed": view.feed, "number": view.number, "as_of": view.as_of}
