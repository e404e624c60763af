"""The floor's counters: plain numbers, so that counting costs a bid next to nothing."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from server.bidding.settling.records import Answer
from server.domain.rejection import Rejection

ANSWER_BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Upper bounds of the histogram of answer times. A last bucket has no bound."""


@dataclass(slots=True)
class Counters:
    """Counts since the node started."""

    answers: Counter[str] = field(default_factory=Counter)
    """Answers by code, `ok` for accepted commands."""
    answer_s_sum: float = 0.0
    answer_buckets: list[int] = field(default_factory=lambda: [0] * (len(ANSWER_BUCKETS_S) + 1))
    rounds: int = 0
    items_settled: int = 0
    """Items over all rounds. The number of answers per item shows how well the lock combines."""
    locks_outwaited: int = 0
    """Items whose parking ended without a wake-up."""

    def answered(self, answer: Answer, waited_s: float) -> None:
        """Count an answer, and the seconds from the command's arrival to it."""
        code = answer.code.value if isinstance(answer, Rejection) else "ok"
        self.answers[code] += 1
        self.answer_s_sum += waited_s
        self.answer_buckets[bisect_left(ANSWER_BUCKETS_S, waited_s)] += 1
