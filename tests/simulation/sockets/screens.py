"""Watchers: a socket of the SDK, its view of each item, and the checks of that view.

A screen shows positions (epoch and number of the event) in ascending order, whatever arrives.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

import msgspec

from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.errors import NotConnected
from auction_client.item_view import ItemView
from auction_client.item_watch import ItemWatch
from auction_client.messages import BidLost, Item, NewBid, Refusal, WatchAnswer
from auction_client.notices.inbox import Inbox
from loadtest import evidence
from loadtest.clock import now_ms
from loadtest.evidence import Log
from tests.simulation.node import SimulatedNode
from tests.simulation.sockets.tcp import TcpConnection

T = TypeVar("T")

SHOWN = ("epoch", "seq", "price", "status", "leader", "bid_count")
FIRST_PAUSE_S = 0.5
"""The pause before another try of a first connection; all later ones are the SDK's."""


class Screen:
    """One person's screen, which watches items on any node; `token` returns None for a mere watcher."""

    def __init__(
        self,
        name: str,
        nodes: Sequence[SimulatedNode],
        log: Log,
        random: Random,
        *,
        token: Callable[[], str | None],
    ) -> None:
        self.name = name
        self.faults: list[str] = []
        """The order of positions that a screen may not show."""
        self.views: dict[str, ItemView] = {}
        """The view that is shown of each item."""
        self.received: Counter[str] = Counter()
        """The messages by event, and the answers to `watch`."""
        self.connection: ReconnectingConnection
        self.lines: list[TcpConnection] = []
        """The connections so far, the present one last, each to the node of the same place."""
        self._nodes, self._log, self._random, self._token = nodes, log, random, token
        self._inbox = Inbox()
        self._inbox.on("bid_lost", BidLost, self._receive_loss)
        self._watches: dict[str, ItemWatch] = {}
        self._news: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        """Set with each message or answer about an item."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, item_ids: Sequence[str]) -> None:
        """Connect, and watch items until `close`."""
        session: Any = self
        while True:
            self.connection = _Recorded(
                "simulated",
                session,
                token=self._token,
                transports=("websocket",),
                receive=self._receive,
                on_lost=self._resync,
                on_state=lambda _: None,
            )
            try:
                await self.connection.__aenter__()
                break
            except NotConnected:
                await asyncio.sleep(FIRST_PAUSE_S)
        if self._token() is not None:
            self._log.write(evidence.Listening(t=now_ms(), user=self.name))
        for item_id in item_ids:
            self._watches[item_id] = watch = ItemWatch(item_id, self.connection)
            watch.start()
            task = asyncio.create_task(self._show(item_id, watch), name=f"screen-{self.name}")
            self._tasks.add(task)

    async def close(self) -> None:
        """Leave; what is shown stays, and `open` may follow."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        for watch in self._watches.values():
            await watch.stop()
        self._watches.clear()
        await self.connection.__aexit__()

    async def dial(self, receive: Any, lost: Any) -> TcpConnection:
        """Connect to any node; raises OSError."""
        node = self._random.choice(self._nodes)
        line = node.accept(self._random, receive, lost)
        self.lines.append(line)
        return line

    def write_ends(self) -> None:
        """Write what the screen shows at the end."""
        now = now_ms()
        for item_id, view in self.views.items():
            seq, price = view.item.seq, view.item.price
            self._log.write(
                evidence.End(t=now, watcher=self.name, item_id=item_id, seq=seq, price=price)
            )

    def differs(self, item: Mapping[str, Any]) -> str:
        """Describe how the screen differs from an item as it stands; return nothing if it does not."""
        view = self.views.get(item["item_id"])
        if view is None:
            return f"{self.name} has never shown {item['item_id']}"
        shown = {name: getattr(view.item, name) for name in SHOWN}
        true = {name: item[name] for name in SHOWN}
        if shown == true and not view.has_gap:
            return ""
        gap = f", with a gap after number {view.through_seq}" if view.has_gap else ""
        return f"{self.name} shows {item['item_id']} as {shown}{gap}, and it is {true}"

    def record(self, answer: WatchAnswer, since: int | None) -> None:
        """Log the answer to a `watch`."""
        self.received["watch"] += 1
        content = msgspec.to_builtins(answer)
        self._news[answer.item.item_id].set()
        self._log.write(evidence.watch_line(self.name, content, since))
        self._log.write(evidence.item_line(self.name, content["item"]))

    def _receive(self, event: str, message: Any) -> None:
        self.received[event] += 1
        if event == "new_bid":
            self._log.write(evidence.new_bid_line(self.name, message))
            self._watched(message, NewBid)
        elif event == "item":
            self._log.write(evidence.item_line(self.name, message))
            self._watched(message, Item)
        else:
            self._inbox.receive(event, message)

    def _watched(self, message: Any, form: type[NewBid] | type[Item]) -> None:
        watch = self._watches.get(message["item_id"])
        if watch is not None:
            watch.receive(msgspec.convert(message, form))
            self._news[message["item_id"]].set()

    def _receive_loss(self, lost: BidLost) -> None:
        line = evidence.BidLost(
            t=now_ms(), user=self.name, item_id=lost.item_id, bid_id=lost.bid_id
        )
        self._log.write(line)

    def _resync(self) -> None:
        for watch in self._watches.values():
            watch.resync()

    async def _show(self, item_id: str, watch: ItemWatch) -> None:
        """Show an item's views. The SDK's end with the outcome, and a page that stays open goes on."""
        news = self._news[item_id]
        while True:
            news.clear()
            async for view in watch.views():
                self._check(item_id, view)
                self.views[item_id] = view
            await news.wait()

    def _check(self, item_id: str, view: ItemView) -> None:
        before = self.views.get(item_id)
        if before is not None and _position(view.item) < _position(before.item):
            shown = f"{_position(view.item)} after {_position(before.item)}"
            self.faults.append(f"screen: {item_id}: {self.name} shows position {shown}")


class _Recorded(ReconnectingConnection):
    """A connection whose answers to `watch` the screen records."""

    async def call(
        self, event: str, argument: Mapping[str, object], form: type[T], *, timeout_s: float
    ) -> T | Refusal:
        """Send an event and return its acknowledgement; raises what the SDK raises."""
        answer = await super().call(event, argument, form, timeout_s=timeout_s)
        if isinstance(answer, WatchAnswer):
            screen: Any = self._session
            since = argument.get("since")
            screen.record(answer, since)
        return answer


def _position(item: Item) -> tuple[int, int]:
    return item.epoch or 0, item.seq
