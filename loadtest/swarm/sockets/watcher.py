"""Sockets that only watch: each watches one item and detects gaps in its messages."""

import time
from collections.abc import Mapping
from typing import Any

from loadtest.clock import now_ms
from loadtest.evidence import End, Log
from loadtest.swarm.meters.tally import Tally
from loadtest.swarm.sockets import lines
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import (
    Item,
    Message,
    NewBid,
    WatchAnswer,
    watch_answer,
    watch_frame,
)


def count_delivery(tally: Tally, message: NewBid) -> None:
    """Count a `new_bid` that a socket has received; its time runs from the commit of its oldest bid."""
    tally.counts.deliveries += 1
    if tally.measuring and message.bids:
        tally.delivery.add(int(time.time() * 1_000_000) - message.bids[0].at * 1000)


class Watcher(Link):
    """A link that watches one item; after a gap in `seq` it watches again with `since`."""

    __slots__ = ("_missing_before", "_unanswered_since", "item", "price", "seq")

    def __init__(self, state: RunState, node: Node, item: KnownItem) -> None:
        super().__init__(state, node)
        self.item = item
        self.seq = 0
        self.price = 0
        # The `since` of the unanswered `watch`; None when there is no such `watch`.
        self._unanswered_since: int | None = None
        # The end of the newest gap; an answer with an earlier `seq` doesn't fill it.
        self._missing_before = 0

    def shows(self, item: Mapping[str, Any]) -> bool:
        """Return whether the screen shows the state that `GET /items/{id}` returned."""
        return (self.seq, self.price) == (item["seq"], item["price"])

    def prepare(self) -> None:
        """Reset the connection's state; the screen stays."""
        super().prepare()
        self._unanswered_since = None

    def joined(self) -> None:
        """Watch the item; after a reconnect, from the screen's `seq` on."""
        self._watch(self.seq)

    def received(self, message: Message) -> None:
        """Show the newest price, and detect a gap before it."""
        if isinstance(message, NewBid):
            count_delivery(self.state.tally, message)
            # A snapshot leaves out bids on purpose, so it makes no gap.
            self.state.tally.snapshots += not message.complete
            self._advance(message.from_seq if message.complete else 0, message)
        elif isinstance(message, Item):
            self._advance(message.seq, message)

    def acknowledged(self, ack: int, arguments: bytes) -> None:  # noqa: ARG002 - the signature of Link
        """Handle the answer to a `watch`: the item and the missed bids."""
        answer = watch_answer(arguments)
        if self._unanswered_since is None:
            raise ProtocolError("the server answered a watch that was never sent")
        since, self._unanswered_since = self._unanswered_since, None
        if answer.item is None:
            self.watch_later(answer, self._watch, since)
        else:
            self.caught_up(answer, answer.item, since)

    def caught_up(self, answer: WatchAnswer, item: Item, since: int) -> None:
        """Show the item of a `watch`; watch again if a newer gap remains."""
        if since:
            self.state.tally.gaps_filled += answer.complete
            self.state.tally.snapshots += not answer.complete
        if item.seq > self.seq:
            self.seq, self.price = item.seq, item.price
        if item.seq + 1 < self._missing_before:
            self._watch(item.seq)
        self.become_ready()

    def _advance(self, from_seq: int, message: NewBid | Item) -> None:
        if from_seq > self.seq + 1:
            self._missing_before = from_seq
            self.state.tally.gaps += self._unanswered_since is None
            self._watch(self.seq)
        if message.seq > self.seq:
            self.seq, self.price = message.seq, message.price

    def _watch(self, since: int) -> None:
        """Send a `watch` unless one is unanswered; its answer will cover the gap."""
        if self._unanswered_since is None and self.is_joined:
            self._unanswered_since = since
            self.transport.write(watch_frame(0, self.item.item_id, since or None))


class LoggingWatcher(Watcher):
    """A watcher that keeps a log of the messages it receives."""

    __slots__ = ("_log", "name")

    def __init__(self, state: RunState, node: Node, item: KnownItem, name: str, log: Log) -> None:
        super().__init__(state, node, item)
        self.name = name
        self._log = log

    def received(self, message: Message) -> None:
        """Log the message, then handle it."""
        if isinstance(message, NewBid):
            self._log.write(lines.saw(self.name, message, message.from_seq, message))
        elif isinstance(message, Item):
            self._log.write(lines.item_seen(self.name, message))
        super().received(message)

    def caught_up(self, answer: WatchAnswer, item: Item, since: int) -> None:
        """Log the answer, then handle it."""
        from_seq = since + 1
        if not answer.complete:
            from_seq = answer.bids[0].seq if answer.bids else item.seq + 1
        self._log.write(lines.saw(self.name, item, from_seq, answer))
        super().caught_up(answer, item, since)

    def ended(self) -> None:
        """Log the screen at the end of the run."""
        item_id = self.item.item_id
        self._log.write(
            End(t=now_ms(), watcher=self.name, item_id=item_id, seq=self.seq, price=self.price)
        )
