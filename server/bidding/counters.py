"""The floor's counters: plain numbers, so that counting costs a bid next to nothing (0204).

Refusals are counted by item as well, for those who run it.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from server.bidding.settling.records import Answer
from server.domain.rejection import Rejection
from server.domain.types import ItemId
from server.histogram import SHORT_SECONDS, SIZES, Histogram

FAILURES = ("untrusted", "redis", "defect")
"""A round settles nothing because Redis may lack events, because it does not answer or refuses writes, or
because of a mistake in the program."""

SPAN_S = 60
FOLLOWED_MAX = 200
"""Items that are counted at a time; a further one shows no refusal until others are forgotten."""


def _round_seconds() -> Histogram:
    return Histogram(SHORT_SECONDS)


def _sizes() -> Histogram:
    return Histogram(SIZES)


@dataclass(slots=True)
class Counters:
    """Counts since the node started."""

    answers: Counter[str] = field(default_factory=Counter)
    """Answers by code, `ok` for accepted commands."""
    answer_s: Histogram = field(default_factory=Histogram)
    """Seconds from a command's arrival to its answer."""
    rounds: int = 0
    rounds_failed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FAILURES, 0))
    """Rounds that settled nothing, by reason."""
    round_s: Histogram = field(default_factory=_round_seconds)
    round_commands: Histogram = field(default_factory=_sizes)
    """Commands of a round."""
    items_settled: int = 0
    """Items over all rounds. The number of answers per item shows how well the lock combines."""
    guessed: int = 0
    """Items that were decided before their lock was asked for."""
    guessed_right: int = 0
    """Those of them that the first call wrote."""
    fenced_off: int = 0
    """Items whose commit was refused, because their lock had gone to another round."""
    handovers: int = 0
    """Locks that other nodes have handed to this node."""
    locks_outwaited: int = 0
    """Items whose parking ended without a wake-up."""
    parked_s: Histogram = field(default_factory=_round_seconds)
    """Seconds from the parking of an item to its next try."""

    def round_settled(self, items: int, commands: int, took_s: float) -> None:
        """Count a round, the items that it settled, and its commands."""
        self.rounds += 1
        self.items_settled += items
        self.round_commands.add(commands)
        self.round_s.add(took_s)

    def answered(self, answer: Answer, waited_s: float) -> None:
        """Count an answer, and the seconds from the command's arrival to it."""
        code = answer.code.value if isinstance(answer, Rejection) else "ok"
        self.answers[code] += 1
        self.answer_s.add(waited_s)


class Refusals:
    """The refused commands of the last minute, on the items that somebody asks about.

    They come by the thousand in a rush, so a second has one number, and an item that nobody has asked about
    within a minute has none.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._followed: dict[ItemId, _Seconds] = {}

    def add(self, item_id: ItemId) -> None:
        """Count a refusal if the item is followed."""
        seconds = self._followed.get(item_id)
        if seconds is not None:
            seconds.add(int(self._clock()))

    def count(self, item_id: ItemId) -> int:
        """Return the refusals of the last minute, and follow the item for another one."""
        now = int(self._clock())
        seconds = self._followed.get(item_id)
        if seconds is None:
            self._forget_before(now - SPAN_S)
            if len(self._followed) >= FOLLOWED_MAX:
                return 0
            seconds = self._followed[item_id] = _Seconds()
        seconds.asked_at = now
        return seconds.since(now - SPAN_S)

    def _forget_before(self, moment: int) -> None:
        for item_id in [each for each, it in self._followed.items() if it.asked_at < moment]:
            del self._followed[item_id]


class _Seconds:
    """The numbers of the last seconds, in a ring."""

    def __init__(self) -> None:
        self.asked_at = 0
        self._numbers = [0] * SPAN_S
        self._of = [-SPAN_S] * SPAN_S
        """The second that each number is of."""

    def add(self, second: int) -> None:
        place = second % SPAN_S
        if self._of[place] != second:
            self._of[place], self._numbers[place] = second, 0
        self._numbers[place] += 1

    def since(self, moment: int) -> int:
        return sum(
            number for of, number in zip(self._of, self._numbers, strict=True) if of > moment
        )
