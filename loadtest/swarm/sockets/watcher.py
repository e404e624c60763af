"""Sockets that only look: each watches one item and notices when it has missed something."""

import time
from collections.abc import Mapping
from typing import Any

from loadtest.evidence import End, Log, now_ms
from loadtest.swarm.meters.tally import Tally
from loadtest.swarm.sockets import lines
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import Item, NewBid, News, WatchAnswer, watch_answer, watch_frame


def count_delivery(tally: Tally, news: NewBid) -> None:
    """Count a `new_bid` that reached a socket; its time is that of the oldest bid that it tells of."""
    tally.counts.deliveries += 1
    if tally.measuring and news.bids:
        tally.delivery.add(int(time.time() * 1_000_000) - news.bids[0].at * 1000)


class Watcher(Link):
    """Watches an item; a gap in what it hears makes it ask again with `since`."""

    __slots__ = ("_asked", "_missing_before", "item", "price", "seq")

    def __init__(self, state: RunState, node: Node, item: KnownItem) -> None:
        super().__init__(state, node)
        self.item = item
        self.seq = 0
        self.price = 0
        # `since` of a `watch` that is not answered yet; None when there is none.
        self._asked: int | None = None
        # Where the newest gap ends; an answer from before it doesn't fill it.
        self._missing_before = 0

    def shows(self, item: Mapping[str, Any]) -> bool:
        """Tell whether the screen shows what `GET /items/{id}` does."""
        return (self.seq, self.price) == (item["seq"], item["price"])

    def begin_anew(self) -> None:
        """Be ready for a connection; what the screen shows stays."""
        super().begin_anew()
        self._asked = None

    def joined(self) -> None:
        """Watch the item; once more, from where the screen has come to."""
        self._ask(self.seq)

    def heard(self, news: News) -> None:
        """Take the newest price, and see whether something is missing before it."""
        if isinstance(news, NewBid):
            count_delivery(self.state.tally, news)
            # Bids that were left out on purpose are not missing: the message is a snapshot.
            self.state.tally.snapshots += not news.complete
            self._advance(news.from_seq if news.complete else 0, news)
        elif isinstance(news, Item):
            self._advance(news.seq, news)

    def acknowledged(self, ack: int, arguments: bytes) -> None:  # noqa: ARG002 - as every link
        """Take the item as it stands, and what was missed of it."""
        answer = watch_answer(arguments)
        if self._asked is None:
            raise ProtocolError("the server answered a watch that was never sent")
        since, self._asked = self._asked, None
        if answer.item is None:
            self.watch_later(answer, self._ask, since)
        else:
            self.caught_up(answer, answer.item, since)

    def caught_up(self, answer: WatchAnswer, item: Item, since: int) -> None:
        """Go on from what a `watch` has brought."""
        if since:
            self.state.tally.gaps_filled += answer.complete
            self.state.tally.snapshots += not answer.complete
        if item.seq > self.seq:
            self.seq, self.price = item.seq, item.price
        if item.seq + 1 < self._missing_before:
            self._ask(item.seq)
        self.become_ready()

    def _advance(self, from_seq: int, news: NewBid | Item) -> None:
        if from_seq > self.seq + 1:
            self._missing_before = from_seq
            self.state.tally.gaps += self._asked is None
            self._ask(self.seq)
        if news.seq > self.seq:
            self.seq, self.price = news.seq, news.price

    def _ask(self, since: int) -> None:
        """Ask once for all that is missing; what comes meanwhile is covered by the answer."""
        if self._asked is None and self.is_here:
            self._asked = since
            self.transport.write(watch_frame(0, self.item.item_id, since or None))


class LoggingWatcher(Watcher):
    """A watcher that writes down what it sees."""

    __slots__ = ("_log", "name")

    def __init__(self, state: RunState, node: Node, item: KnownItem, name: str, log: Log) -> None:
        super().__init__(state, node, item)
        self.name = name
        self._log = log

    def heard(self, news: News) -> None:
        """Write it down first."""
        if isinstance(news, NewBid):
            self._log.write(lines.saw(self.name, news, news.from_seq, news))
        elif isinstance(news, Item):
            self._log.write(lines.item_seen(self.name, news))
        super().heard(news)

    def caught_up(self, answer: WatchAnswer, item: Item, since: int) -> None:
        """Write it down first."""
        from_seq = since + 1
        if not answer.complete:
            from_seq = answer.bids[0].seq if answer.bids else item.seq + 1
        self._log.write(lines.saw(self.name, item, from_seq, answer))
        super().caught_up(answer, item, since)

    def ended(self) -> None:
        """Write down what is on the screen at the end."""
        item_id = self.item.item_id
        self._log.write(
            End(t=now_ms(), watcher=self.name, item_id=item_id, seq=self.seq, price=self.price)
        )
