"""The watched sales of a client."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.messages import SaleMessage
from auction_client.notices.inbox import Inbox
from auction_client.sales.sale_view import SaleView
from auction_client.sales.sale_watch import SaleWatch


class SaleWatches:
    """Begins and ends the watches of sales, and hands them the messages of their rooms."""

    def __init__(self, inbox: Inbox) -> None:
        self._watches: dict[str, SaleWatch] = {}
        inbox.on("sale", SaleMessage, self._receive)

    async def watch(
        self, auction_id: str, connection: ReconnectingConnection
    ) -> AsyncGenerator[SaleView, None]:
        """Yield the sale's view and each newer one; raises RequestRefused."""
        watch = self._watches.get(auction_id)
        if watch is None:
            watch = self._watches[auction_id] = SaleWatch(auction_id, connection)
            watch.start()
        watch.subscribers += 1
        try:
            async for view in watch.views():
                yield view
        finally:
            watch.subscribers -= 1
            if not watch.subscribers:
                del self._watches[auction_id]
                # Sent before anything is awaited: a new `watch_sale` must come after it.
                await connection.send("unwatch_sale", {"auction_id": auction_id})
                await watch.stop()

    async def stop(self) -> None:
        """Stop all watches."""
        async with AsyncExitStack() as stack:
            for watch in self._watches.values():
                stack.push_async_callback(watch.stop)

    def resync(self) -> None:
        """Have all sales read again from where their views end."""
        for watch in self._watches.values():
            watch.resync()

    def _receive(self, message: SaleMessage) -> None:
        watch = self._watches.get(message.auction_id)
        if watch is not None:
            watch.receive(message)
