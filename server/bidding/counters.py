"""The floor's counters: plain numbers, so that counting costs a bid next to nothing (0204)."""

from collections import Counter
from dataclasses import dataclass, field

from server.bidding.settling.records import Answer
from server.domain.rejection import Rejection
from server.histogram import SHORT_SECONDS, SIZES, Histogram

FAILURES = ("untrusted", "redis", "defect")
"""A round settles nothing because Redis may lack events, because it does not answer or refuses writes, or
because of a mistake in the program."""


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
