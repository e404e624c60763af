"""Sockets that come back after a loss, with the pauses of the SDKs, and bids that are sent once more."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import NamedTuple

from loadtest.rolling.findings import Findings
from loadtest.swarm.arrivals import connect
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.sockets.watcher import Watcher
from loadtest.swarm.wire.packets import (
    Bid,
    BidAnswer,
    Item,
    Leaving,
    Message,
    NewBid,
    WatchAnswer,
    bid_answer,
    bid_frame,
)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 5.0
"""The pauses of the SDKs before they connect again, without a hint."""
RETRY_PAUSE_S = 0.1
SOURCE = "127.0.0.2"


class Return:
    """Connects a link again whenever it is lost."""

    def __init__(self, link: Link, state: RunState, findings: Findings) -> None:
        self.hint_s: float | None = None
        self._link = link
        self._state = state
        self._findings = findings
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to connect again, unless the run ends."""
        if self._state.leaving or self._task is not None:
            return
        self._findings.left(hinted=self.hint_s is not None)
        self._task = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        pause_s, self.hint_s = self.hint_s or FIRST_PAUSE_S, None
        began = time.perf_counter()
        while not self._state.leaving:
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
            self._link.prepare()
            if await connect(self._state, self._link, SOURCE):
                self._findings.away.add_s(time.perf_counter() - began)
                break
            self._findings.failed += 1
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        self._task = None


class ReturningWatcher(Watcher):
    """A watcher that comes back, and times how long after its commit each bid is on the screen."""

    __slots__ = ("_findings", "_return")

    def __init__(self, state: RunState, node: Node, item: KnownItem, findings: Findings) -> None:
        super().__init__(state, node, item)
        self._findings = findings
        self._return = Return(self, state, findings)

    def received(self, message: Message) -> None:
        """Take a message, and note the hint of a node that leaves."""
        if isinstance(message, Leaving):
            self._return.hint_s = message.retry_after_ms / 1000
        if isinstance(message, NewBid):
            self._seen(message.bids)
        super().received(message)

    def caught_up(self, answer: WatchAnswer, item: Item, since: int) -> None:
        """Time the bids that were missed."""
        if since:
            self._seen([bid for bid in answer.bids if bid.seq > self.seq])
        super().caught_up(answer, item, since)

    def connection_lost(self, error: Exception | None) -> None:
        """Come back."""
        super().connection_lost(error)
        self._return.begin()

    def _seen(self, bids: list[Bid]) -> None:
        # Bids that the screen has shown already may be sent again after a recovery.
        new = [bid.at for bid in bids if bid.seq > self.seq]
        if new:
            self._findings.seen(int(time.time() * 1_000_000) - min(new) * 1000)


class SentBid(NamedTuple):
    """A bid that is not decided yet; `again` once it has been sent a second time."""

    bid_id: str
    item: KnownItem
    amount: int
    due: float
    again: bool


class ReturningBidder(Link):
    """A bidder that comes back, and sends a bid that was not decided once more."""

    __slots__ = ("_acks", "_findings", "_return", "_unanswered", "_undecided")

    def __init__(self, state: RunState, node: Node, token: str, findings: Findings) -> None:
        super().__init__(state, node, token)
        self._findings = findings
        self._return = Return(self, state, findings)
        self._acks = 0
        self._unanswered: dict[int, SentBid] = {}
        self._undecided: list[SentBid] = []

    def bid(self, item: KnownItem, due: float) -> None:
        """Bid on an item, or as soon as there is a connection."""
        bid_id = f"{self.state.name}-{next(self.state.bid_numbers)}"
        self._findings.sent += 1
        self._send(SentBid(bid_id, item, item.next_offer(), due, again=False))

    def joined(self) -> None:
        """Send the bids that wait."""
        self.become_ready()
        waiting, self._undecided = self._undecided, []
        for bid in waiting:
            self._send(bid)

    def received(self, message: Message) -> None:
        """Note the hint of a node that leaves."""
        if isinstance(message, Leaving):
            self._return.hint_s = message.retry_after_ms / 1000

    def acknowledged(self, ack: int, arguments: bytes) -> None:
        """Take the answer to a bid."""
        self._answered(self._unanswered.pop(ack), bid_answer(arguments))

    def connection_lost(self, error: Exception | None) -> None:
        """Come back, and then send the bids without an answer again."""
        lost, self._unanswered = list(self._unanswered.values()), {}
        for bid in lost:
            self._not_decided(bid, "unanswered", self._undecided.append)
        super().connection_lost(error)
        self._return.begin()

    def _send(self, bid: SentBid) -> None:
        if not self.is_joined:
            self._undecided.append(bid)
            return
        self._unanswered[self._acks] = bid
        self.transport.write(bid_frame(self._acks, bid.bid_id, bid.item.item_id, bid.amount))
        self._acks += 1

    def _answered(self, bid: SentBid, answer: BidAnswer) -> None:
        error = answer.error
        if error is not None and error.is_undecided:
            pause_s = max(error.retry_s, RETRY_PAUSE_S)
            later = asyncio.get_running_loop().call_later
            self._not_decided(bid, error.code, lambda again: later(pause_s, self._send, again))
            return
        self._findings.decided(time.perf_counter() - bid.due, again=bid.again)
        if answer.error is None:
            bid.item.learn(answer.seq, answer.minimum)
        elif answer.error.minimum is not None and answer.error.seq is not None:
            bid.item.learn(answer.error.seq, answer.error.minimum)

    def _not_decided(self, bid: SentBid, code: str, retry: Callable[[SentBid], object]) -> None:
        if bid.again:
            self._findings.uncured[code] += 1
        else:
            self._findings.undecided[code] += 1
            retry(bid._replace(again=True))
