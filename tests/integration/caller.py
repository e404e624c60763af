"""A caller who holds every answer of a node against the published contract."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import socketio

from tests.contract_checks import judge_acknowledgement, judge_news, judge_reply
from tests.nodes import LiveNode, connected


class Caller:
    """Speaks to a node over both faces, and holds every answer against the documents."""

    def __init__(self, node: LiveNode) -> None:
        self.node = node
        self.seen: set[tuple[str, str]] = set()

    async def http(
        self, method: str, path: str, body: object = None, token: str | None = None
    ) -> tuple[int, Any]:
        """Return status and body."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = self.node.url + path
        async with self.node.http.request(method, url, json=body, headers=headers) as response:
            answer, status = await response.json(), response.status
            self.seen.add(judge_reply(method, path, status, response.content_type, answer))
        return status, answer

    async def bid(self, item_id: str, amount: int, user: str = "ann", **more: Any) -> str:
        """Bid; return `ok` or the refusal's code."""
        bid = {"bid_id": uuid.uuid4().hex, "item_id": item_id, "amount": amount, **more}
        status, answer = await self.http("POST", "/bid", bid, self.node.token(user))
        return "ok" if status == HTTPStatus.OK else str(answer["code"])

    async def put_up(self, item_id: str, sale: str = "sale", **rules: Any) -> None:
        """Put an item up and open it."""
        new = {"item_id": item_id, "title": "A lamp", "start_price": 100, **rules}
        path = f"/auctions/{sale}/items"
        assert (await self.http("POST", path, new, self.node.auctioneer))[0] == HTTPStatus.CREATED
        await self.command(item_id, "open")

    async def command(self, item_id: str, name: str, body: object = None) -> None:
        """Carry out an auctioneer's command."""
        path = f"/items/{item_id}/{name}"
        assert (await self.http("POST", path, body, self.node.auctioneer))[0] == HTTPStatus.OK

    async def call(
        self, client: socketio.AsyncSimpleClient, event: str, argument: object
    ) -> dict[str, Any]:
        """Send an event; return its acknowledgement."""
        answer: dict[str, Any] = await client.call(event, argument)
        self.seen.add(judge_acknowledgement(event, answer))
        return answer

    @asynccontextmanager
    async def socket(self, user: str) -> AsyncIterator[socketio.AsyncSimpleClient]:
        """Connect somebody."""
        async with connected(self.node, self.node.token(user)) as client:
            yield client

    async def hear(self, client: socketio.AsyncSimpleClient, wanted: set[str]) -> None:
        """Take what a socket is told until every wanted event was among it."""
        missing = set(wanted)
        while missing:
            event, argument = await client.receive(timeout=5)
            judge_news(event, argument)
            missing.discard(event)
