"""Admission of bids: refuses a bid as `busy` at once where it would wait too long, before any work is done.

An item, a bidder and the node are looked at, so that the bids on a rushed item do not make those on others
wait, and one bidder's do not make another's wait. A queue counts as too long only if it has more bids than
a round takes: a few bids that wait long wait for a lock or for Redis, and are decided after it (0202).
An overloaded node goes on taking bids on items where few wait beside those that are rushed.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence

from server.bidding.batch import Waiting
from server.bidding.item_states import FEW
from server.bidding.overload.limits import FloorLimits
from server.bidding.overload.retry_hints import RetryHints
from server.domain.commands import Command, PlaceBid
from server.domain.rejection import Code, Rejection
from server.domain.types import UserId

_SMOOTHING = 0.02
"""The weight of the last answer among those before it, of which some fifty count."""
_LONG = 1.25
"""The rounds of a node's long queue. With fewer, rounds are smaller, and each bid costs more (0202)."""
OVERLOADED = ("item", "user", "node", "queue")
"""The parts that may be overloaded: an item, a user, the node's loop, or its whole queue."""


class Admission:
    """Refuses commands for which there is no room, and counts the waiting bids of each user."""

    def __init__(
        self,
        limits: FloorLimits,
        *,
        items: Callable[[], int],
        lag_s: Callable[[], float],
        now: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`items` returns how many items have waiting commands, `lag_s` the present lag of the loop."""
        self.refused: Counter[str] = Counter()
        """Refusals by the overloaded part."""
        self._limits = limits
        self._timeout_s = limits.bid_timeout_ms / 1000
        self._items = items
        self._lag_s = lag_s
        self._now = now
        self._chance = chance
        self._hints = RetryHints(now)
        self._waiting: Counter[UserId] = Counter()
        self._total = 0
        self._wait_s = 0.0
        """How long the commands that were answered last had waited, smoothed."""

    @property
    def waiting(self) -> int:
        """The number of commands that wait for their answer."""
        return self._total

    def rounds_waiting(self) -> float:
        """Return how many rounds the waiting commands fill."""
        return self._total / self._limits.round_commands_max

    def refuse_bid(self) -> Rejection | None:
        """Refuse a bid, on whatever item, while the node itself is overloaded."""
        if self._overloaded():
            return self._busy("node", "the node is too busy; nothing was decided")
        return None

    def refuse(self, command: Command, of_item: Sequence[Waiting]) -> Rejection | None:
        """Refuse a command for which there is no room behind those `of_item` that wait already."""
        limits = self._limits
        if self._total >= limits.queue_size_max:
            return self._busy("queue", "too many bids are waiting; nothing was decided")
        if not isinstance(command, PlaceBid):
            return None  # few, and they end what makes bids wait
        if self._waiting[command.bidder.user_id] >= limits.user_waiting_max:
            return self._busy("user", "too many of your bids are waiting; nothing was decided")
        if len(of_item) >= limits.round_commands_max:
            age_s = self._now() - of_item[0].deadline + self._timeout_s
            if age_s * 1000 > limits.wait_max_ms:
                return self.late()
        if self._overloaded() and (len(of_item) + 1) * FEW >= self._total / max(self._items(), 1):
            return self._busy("node", "the node is too busy; nothing was decided")
        return None

    def late(self) -> Rejection:
        """Refuse a bid on an item whose bids wait too long."""
        return self._busy("item", "the item is too busy; nothing was decided")

    def admit(self, command: Command) -> None:
        """Count a command that waits from now on."""
        self._total += 1
        if isinstance(command, PlaceBid):
            self._waiting[command.bidder.user_id] += 1

    def leave(self, command: Command, waited_s: float) -> None:
        """Count a command that waits no more, and how long it has waited."""
        self._total -= 1
        self._wait_s += (waited_s - self._wait_s) * _SMOOTHING
        if isinstance(command, PlaceBid):
            user_id = command.bidder.user_id
            self._waiting[user_id] -= 1
            if not self._waiting[user_id]:
                del self._waiting[user_id]

    def _overloaded(self) -> bool:
        limits = self._limits
        if self._total < _LONG * limits.round_commands_max:
            return False
        # From half of the bounds on by chance, so that not all clients are refused, and return, together.
        share = (1 + self._chance()) / 2
        lag_ms, wait_ms = self._lag_s() * 1000, self._wait_s * 1000
        return lag_ms > limits.lag_max_ms * share or wait_ms > limits.wait_max_ms * share

    def _busy(self, overloaded: str, message: str) -> Rejection:
        self.refused[overloaded] += 1
        return Rejection(Code.BUSY, message, {"retry_after_ms": self._hints.next_ms()})
