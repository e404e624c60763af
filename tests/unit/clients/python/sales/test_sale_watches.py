"""The watched sales of a client: one watch for all subscribers, which ends with the last of them."""

import asyncio
from typing import Any, cast

import msgspec

from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.notices.inbox import Inbox
from auction_client.sales.sale_watches import SaleWatches
from tests.unit.clients.python.sales.test_sale_view import message, row
from tests.unit.clients.python.sales.test_sale_watch import Server


class Connection(Server):
    """A server that also takes events without an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, Any]] = []

    async def send(self, event: str, argument: dict[str, Any]) -> None:
        self.sent.append((event, argument))


async def test_subscribers_of_a_sale_share_a_watch_and_the_last_one_ends_it() -> None:
    inbox, server = Inbox(), Connection()
    watches, connection = SaleWatches(inbox), cast("ReconnectingConnection", server)
    first, second = (watches.watch("sale", connection) for _ in range(2))
    async with asyncio.timeout(10):
        await anext(first)
        assert (await anext(second)).items["lamp"].price == 1
        inbox.receive("sale", msgspec.to_builtins(message(6, row("lamp", 7))))
        assert (await anext(second)).items["lamp"].price == 7
        await first.aclose()
        assert server.sent == []
        await second.aclose()
    assert server.sent == [("unwatch_sale", {"auction_id": "sale"})]
    assert server.asked == [{}, {"after": "lamp"}]
