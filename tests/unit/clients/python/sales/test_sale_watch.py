"""The watch of a sale: it reads all pages, and asks for the messages that stay missing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from auction_client import watching as module
from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.errors import NotConnected, RequestRefused
from auction_client.messages import Refusal, SaleAnswer, SaleMessage
from auction_client.sales.sale_view import SaleView
from auction_client.sales.sale_watch import SaleWatch
from tests.timeouts import eventually
from tests.unit.clients.python.sales.test_sale_view import message, page, row

POSITION = {"feed": "a", "number": 5, "as_of": 100}


class Server:
    """A server with a sale of two items, one on each page, and the requests that it gets."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.number = 5
        self.answers: list[Refusal | Exception] = []

    async def call(
        self, _event: str, argument: dict[str, Any], _form: object, *, timeout_s: float
    ) -> SaleAnswer | Refusal:
        assert timeout_s > 0
        self.asked.append({name: v for name, v in argument.items() if name != "auction_id"})
        await asyncio.sleep(0)
        if self.answers:
            answer = self.answers.pop()
            if isinstance(answer, Exception):
                raise answer
            return answer
        if "number" in argument:
            return page(self.number, row("lamp", 1))
        if "after" in argument:
            return page(self.number, row("vase", 2))
        return page(self.number, row("lamp", 1), next_after="lamp")


class Watching:
    """A watch, and the views that its subscriber gets."""

    def __init__(self, server: Server) -> None:
        self.watch = SaleWatch("sale", cast("ReconnectingConnection", server))
        self.views: list[SaleView] = []
        self.error: Exception | None = None

    async def subscribe(self) -> None:
        try:
            async for view in self.watch.views():
                self.views.append(view)
        except (NotConnected, RequestRefused) as error:
            self.error = error

    def receive(self, *messages: SaleMessage) -> None:
        for each in messages:
            self.watch.receive(each)

    def prices(self) -> list[int]:
        return [item.price for item in self.views[-1].items.values()] if self.views else []


@asynccontextmanager
async def watching(server: Server) -> AsyncIterator[Watching]:
    each = Watching(server)
    each.watch.start()
    subscriber = asyncio.create_task(each.subscribe())
    yield each
    await each.watch.stop()
    await subscriber


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GAP_WAIT_S", 0.02)


async def test_a_sale_is_shown_when_all_pages_have_been_read_and_at_every_change() -> None:
    server = Server()
    async with watching(server) as sale:
        await eventually(lambda: sale.prices() == [1, 2])
        assert server.asked == [{}, {"after": "lamp"}]
        sale.receive(message(6, row("lamp", 7)))
        await eventually(lambda: sale.prices() == [7, 2])
    assert isinstance(sale.error, NotConnected)


async def test_a_message_that_comes_before_the_first_answer_is_kept() -> None:
    server = Server()
    async with watching(server) as sale:
        sale.receive(message(6, row("lamp", 7)))
        await eventually(lambda: sale.prices() == [7, 2])
        assert sale.views[-1].number == 6


async def test_a_gap_that_stays_is_asked_for_from_where_it_begins() -> None:
    server = Server()
    async with watching(server) as sale:
        await eventually(lambda: sale.prices() == [1, 2])
        sale.receive(message(8, row("lamp", 9)), message(6), message(7))
        server.number = 10
        sale.receive(message(10, row("lamp", 11)))
        await eventually(lambda: sale.views[-1].number == 10)
        assert server.asked[2:] == [{"feed": "a", "number": 8, "as_of": 107}]


async def test_a_lost_connection_has_the_sale_read_from_where_the_view_ends() -> None:
    server = Server()
    async with watching(server) as sale:
        await eventually(lambda: sale.prices() == [1, 2])
        sale.watch.resync()
        await eventually(lambda: len(server.asked) == 3)
    assert server.asked[2:] == [POSITION]


async def test_a_busy_server_is_asked_again_and_a_refusal_is_raised() -> None:
    server = Server()
    refused = Refusal(code="not_found", message="", details={})
    server.answers = [refused, Refusal(code="busy", message="", details={}), NotConnected("")]
    async with watching(server) as sale:
        await eventually(lambda: sale.error)
    assert isinstance(sale.error, RequestRefused)
    assert server.asked == [{}, {}, {}]
