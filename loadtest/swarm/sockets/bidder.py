"""Sockets that bid: each watches its items and offers the next amount that can win."""

import asyncio
import random
import time
from itertools import cycle, islice
from typing import NamedTuple

from loadtest.swarm.sockets import lines
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.sockets.sale_watcher import note_commits
from loadtest.swarm.sockets.watcher import count_delivery
from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import (
    BidAnswer,
    Error,
    Item,
    Message,
    NewBid,
    WatchAnswer,
    bid_answer,
    bid_frame,
    watch_answer,
    watch_frame,
)

BACKOFF_S = 0.1
"""The SDKs' spread on top of the time that an answer names."""
ENDED = {"closed", "not_open"}
"""The codes after which an item takes no more bids."""


class OpenBid(NamedTuple):
    """A bid that waits for its answer. `due` is the scheduled time of sending, by `time.perf_counter`."""

    bid_id: str
    item: KnownItem
    due: float
    measured: bool


class Bidder(Link):
    """A link that bids on its items in turn: on `bid`, and in a closed loop after every answer."""

    __slots__ = ("_held_until", "_next_ack", "_turns", "_unwatched", "_waiting", "items", "user")

    def __init__(
        self, state: RunState, node: Node, items: list[KnownItem], user: str, token: str
    ) -> None:
        super().__init__(state, node, token)
        self.user = user
        self.items = items
        self._turns = cycle(items)
        self._unwatched = len(items)
        self._waiting: dict[int, OpenBid] = {}
        self._held_until = 0.0
        # The ids below this one belong to the watches.
        self._next_ack = len(items)

    def bid(self, due: float) -> None:
        """Bid on the next open item, unless the bidder waits for an answer or heeds one."""
        if self.state.heed and (self._waiting or time.perf_counter() < self._held_until):
            self.state.tally.counts.held += 1
            return
        item = self._next_item()
        if item is None or not self.is_joined:
            return
        state = self.state
        bid_id = f"{state.name}-{next(state.bid_numbers)}"
        amount = item.next_offer()
        if state.log is not None:
            state.log.write(lines.sent(self.user, item.item_id, bid_id, amount))
        self._waiting[self._next_ack] = OpenBid(bid_id, item, due, state.tally.measuring)
        self.transport.write(bid_frame(self._next_ack, bid_id, item.item_id, amount))
        self._next_ack += 1
        state.tally.counts.sent += 1

    def abandon_bids(self, reason: str) -> None:
        """Stop waiting for answers; every waiting bid counts as unanswered."""
        for bid in self._waiting.values():
            self.state.tally.counts.unanswered += 1
            if self.state.log is not None:
                self.state.log.write(lines.unconfirmed(bid.bid_id, bid.item.item_id, reason))
        self._waiting.clear()

    def joined(self) -> None:
        """Watch the items."""
        self.node.bidders += 1
        for ack in range(len(self.items)):
            self._watch(ack)

    def received(self, message: Message) -> None:
        """Count a delivery, and learn the newest minimum."""
        if isinstance(message, NewBid):
            count_delivery(self.state.tally, message)
            note_commits(self.state, message)
        if isinstance(message, NewBid | Item):
            self.state.known(message.item_id).learn(message.seq, message.minimum)

    def acknowledged(self, ack: int, arguments: bytes) -> None:
        """Handle the answer to a bid or to a watch."""
        bid = self._waiting.pop(ack, None)
        if bid is not None:
            self._answered(bid, bid_answer(arguments))
        elif ack < len(self.items):
            self._watched(ack, watch_answer(arguments))
        else:
            raise ProtocolError("the server answered a bid twice, or a bid that was never sent")

    def connection_lost(self, error: Exception | None) -> None:
        """Give up the bids whose answers can't arrive any more."""
        self.abandon_bids("the connection was lost")
        super().connection_lost(error)

    def _next_item(self) -> KnownItem | None:
        for item in islice(self._turns, len(self.items)):
            if item.is_open:
                return item
        return None

    def _watch(self, ack: int) -> None:
        if self.is_joined:
            self.transport.write(watch_frame(ack, self.items[ack].item_id, None))

    def _watched(self, ack: int, answer: WatchAnswer) -> None:
        if answer.item is None:
            self.watch_later(answer, self._watch, ack)
            return
        self.state.known(answer.item.item_id).learn(answer.item.seq, answer.item.minimum)
        self._unwatched -= 1
        if self._unwatched == 0:
            self.become_ready()

    def _answered(self, bid: OpenBid, answer: BidAnswer) -> None:
        took_s = time.perf_counter() - bid.due
        if answer.error is None:
            self._accepted(bid, answer, took_s)
        else:
            self._refused(bid, answer.error, took_s)
        if self.state.closed_loop:
            self._bid_next(answer.error)

    def _accepted(self, bid: OpenBid, answer: BidAnswer, took_s: float) -> None:
        tally = self.state.tally
        tally.counts.accepted += 1
        self.node.accepted += 1
        if bid.measured:
            tally.accepted.add_s(took_s)
        bid.item.learn(answer.seq, answer.minimum)
        if self.state.log is not None:
            self.state.log.write(lines.accepted(bid.bid_id, bid.item.item_id, answer))

    def _refused(self, bid: OpenBid, error: Error, took_s: float) -> None:
        tally = self.state.tally
        tally.codes[error.code] += 1
        if error.is_undecided:
            tally.counts.undecided += 1
            if self.state.heed:
                pause_s = error.retry_s + BACKOFF_S * random.random()
                self._held_until = time.perf_counter() + pause_s
        else:
            tally.counts.refused += 1
            if bid.measured:
                tally.refused.add_s(took_s)
        if error.minimum is not None and error.seq is not None:
            bid.item.learn(error.seq, error.minimum)
        if error.code in ENDED:
            self.state.item_closed(bid.item)
        if self.state.log is not None:
            self.state.log.write(lines.refused(bid.bid_id, bid.item.item_id, error))

    def _bid_next(self, error: Error | None) -> None:
        """Send the next bid of a closed loop, at once or after the delay that the server asks for."""
        if error is None or error.code == "too_low":
            self._bid_again()
        else:
            asyncio.get_running_loop().call_later(error.retry_s, self._bid_again)

    def _bid_again(self) -> None:
        if self.state.bidding:
            self.bid(time.perf_counter())
