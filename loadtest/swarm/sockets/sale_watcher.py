"""Sockets that watch the whole sale, and the sale as its feeds have shown it.

A thousand items for each of ten thousand sockets would not fit into this process. So each feed of a node
is folded once, and a watcher keeps only the number up to which it has received every message. Its screen
is right if this is the feed's last number, and if the feed's items are those of the server.
"""

import time
from collections.abc import Collection

from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import Message, NewBid, SaleMessage
from loadtest.swarm.wire.sale_packets import SaleAnswer, SalePosition, sale_answer, watch_sale_frame


class SaleWatcher(Link):
    """A link that watches a sale; after a gap in the messages it asks for the changes."""

    __slots__ = ("_asked", "_position", "_received_ahead", "auction_id")

    def __init__(self, state: RunState, node: Node, auction_id: str) -> None:
        super().__init__(state, node)
        self.auction_id = auction_id
        self._position: SalePosition | None = None
        # The position that the unanswered `watch_sale` names; None when there is no such request.
        self._asked: SalePosition | None = None
        self._received_ahead = 0

    def prepare(self) -> None:
        """Reset the connection's state; the position stays."""
        super().prepare()
        self._asked = None

    def joined(self) -> None:
        """Watch the sale; after a reconnect, from the position on."""
        self._watch(self._position or SalePosition())

    def is_right(self, right_feeds: Collection[str]) -> bool:
        """Return whether the watcher has every message of one of the feeds whose items are right."""
        position = self._position
        if position is None or position.feed not in right_feeds or self._asked is not None:
            return False
        return position.number == self.state.screen_of(position.feed or "").number

    def received(self, message: Message) -> None:
        """Count a delivery, and detect a gap before it."""
        if not isinstance(message, SaleMessage):
            return
        count_sale_delivery(self.state, message)
        position = self._position
        if position is None:
            self._received_ahead = max(self._received_ahead, message.number)
        elif message.feed == position.feed and message.number == position.number + 1:
            self._position = position._replace(number=message.number, as_of=message.as_of)
        elif message.feed != position.feed or message.number > position.number:
            self.state.tally.sale_gaps += self._asked is None
            self._watch(position)

    def acknowledged(self, ack: int, arguments: bytes) -> None:  # noqa: ARG002 - the signature of Link
        """Handle a page of the sale, and ask for the next one."""
        answer = sale_answer(arguments)
        asked, self._asked = self._asked, None
        if asked is None:
            raise ProtocolError("the server answered a watch_sale that was never sent")
        if answer.error is not None:
            self.watch_later(answer.refused(), self._watch_again, 0)
            return
        self._show(answer, first=asked.after is None)
        if answer.next_after is not None:
            self._watch(asked._replace(after=answer.next_after))
        elif self._received_ahead > (self._position or SalePosition()).number:
            self._received_ahead = 0
            self._watch(self._position or SalePosition())
        else:
            self.become_ready()

    def _show(self, answer: SaleAnswer, *, first: bool) -> None:
        screen = self.state.screen_of(answer.feed)
        screen.fold(answer.items)
        screen.number = max(screen.number, answer.number)
        if first:
            self._position = SalePosition(answer.feed, answer.number, answer.as_of)

    def _watch_again(self, _: int) -> None:
        self._watch(self._position or SalePosition())

    def _watch(self, position: SalePosition) -> None:
        """Send a `watch_sale` unless one is unanswered."""
        if self._asked is None and self.is_joined:
            self._asked = position
            self.transport.write(watch_sale_frame(0, self.auction_id, position))


def count_sale_delivery(state: RunState, message: SaleMessage) -> None:
    """Count a message that a socket has received; its time runs from the oldest commit in it.

    A message is folded when the first socket receives it.
    """
    tally = state.tally
    tally.counts.sale_deliveries += 1
    screen = state.screen_of(message.feed)
    screen.number = max(screen.number, message.number)
    if not message.is_folded:
        screen.fold(message.items)
        message.is_folded = True
        tally.sale_messages += 1
        tally.sale_rows += len(message.items)
    if tally.measuring:
        if message.oldest_at is None:
            message.oldest_at = state.oldest_commit(message.items)
        if message.oldest_at is not None:
            tally.sale_delivery.add(int(time.time() * 1_000_000) - message.oldest_at * 1000)


def note_commits(state: RunState, message: NewBid) -> None:
    """Note when the events of a `new_bid` were committed, for the deliveries of the sale."""
    if message.bids:
        state.commits[message.item_id] = (message.seq, message.bids[-1].at)
