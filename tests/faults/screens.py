"""The sockets of a rush: watchers who catch up on lost messages, and bidders who receive `bid_lost`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import socketio

from loadtest import evidence
from loadtest.clock import now_ms
from loadtest.evidence import BidLost, End, Listening, Log
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S, time_limit


@dataclass(slots=True)
class Screen:
    """A watcher of one item, who catches up on lost messages at the end."""

    item_id: str
    url: str
    log: Log
    client: Any
    known: int = 0
    """The seq up to which no message is missing."""
    epoch: int | None = None

    def new_bid(self, message: dict[str, Any]) -> None:
        """Log a `new_bid`, and follow its seq."""
        self.log.write(evidence.new_bid_line(self.item_id, message))
        # A message of a later epoch tells nothing of the bids before it: the next `watch` does.
        if message.get("epoch") == self.epoch and message["from_seq"] <= self.known + 1:
            self.known = max(self.known, message["seq"])

    def changed(self, item: dict[str, Any]) -> None:
        """Log an `item`."""
        self.log.write(evidence.item_line(self.item_id, item))

    async def catch_up(self) -> dict[str, Any]:
        """Send `watch` with `since`; return the current item."""
        since = self.known
        if not self.client.connected:
            await self.client.connect(self.url, transports=["websocket"], wait_timeout=WAIT_MAX_S)
        position = {"since": since} if self.epoch is None else {"since": since, "epoch": self.epoch}
        answer = await self.client.call("watch", {"item_id": self.item_id, **position})
        if not answer["ok"]:
            return {"status": answer["error"]["code"]}
        self.log.write(evidence.watch_line(self.item_id, answer, since))
        item: dict[str, Any] = answer["item"]
        if answer["complete"] or item.get("epoch") != self.epoch:
            self.known = item["seq"]
        self.epoch = item.get("epoch")
        return item

    async def ends(self) -> None:
        """Wait for the outcome, and log the state that the screen shows then."""
        async with time_limit(WAIT_MAX_S):
            while (item := await self.catch_up())["status"] not in ("sold", "unsold"):
                await asyncio.sleep(0.1)
        shown = {"seq": item["seq"], "price": item["price"]}
        self.log.write(End(t=now_ms(), watcher=self.item_id, item_id=self.item_id, **shown))


@asynccontextmanager
async def watching(node: LiveNode, item_id: str, log: Log) -> AsyncIterator[Screen]:
    """Watch an item at a node while inside."""
    client = socketio.AsyncClient(reconnection=False)
    screen = Screen(item_id, node.url, log, client)
    client.on("new_bid", screen.new_bid)
    client.on("item", screen.changed)
    await screen.catch_up()
    yield screen
    await client.disconnect()


@asynccontextmanager
async def bidders_socket(node: LiveNode, user: str, log: Log) -> AsyncIterator[None]:
    """Keep a socket of a bidder while inside, and log the bids that the node calls lost."""
    client = socketio.AsyncClient(reconnection=False)

    def lost(notice: dict[str, Any]) -> None:
        ids = {"item_id": notice["item_id"], "bid_id": notice["bid_id"]}
        log.write(BidLost(t=now_ms(), user=user, **ids))

    client.on("bid_lost", lost)
    auth = {"token": node.token(user)}
    await client.connect(node.url, auth=auth, transports=["websocket"], wait_timeout=WAIT_MAX_S)
    log.write(Listening(t=now_ms(), user=user))
    yield
    await client.disconnect()
