"""The time after which a refused client may come back, which rises with the number of refusals.

A refusal costs about a tenth of a decided bid, so a node that refuses ten times its capacity has no time to
decide any. The hint keeps the refusals near a rate that the node can afford (0202).
"""

import random
from collections.abc import Callable

FIRST_MS = 250
LONGEST_MS = 10_000
REFUSALS_PER_S = 500
"""The rate of refusals that the hint aims at."""
WINDOW_S = 0.5
_RISE_MAX = 3.0
_FALL_MIN = 0.5


class RetryHints:
    """Makes hints, each spread over a range, so that clients refused together do not return together."""

    def __init__(
        self, now: Callable[[], float], *, chance: Callable[[], float] = random.random
    ) -> None:
        """`now` returns seconds."""
        self._now = now
        self._chance = chance
        self._hint_ms = float(FIRST_MS)
        self._refusals = 0
        self._since = now()

    def next_ms(self) -> int:
        """Count a refusal; return its `retry_after_ms`, from the present hint to twice as much."""
        self._adjust()
        self._refusals += 1
        return round(self._hint_ms * (1 + self._chance()))

    def _adjust(self) -> None:
        """Change the hint by the rate of refusals in the last window, within bounds."""
        passed_s = self._now() - self._since
        if passed_s < WINDOW_S:
            return
        ratio = self._refusals / passed_s / REFUSALS_PER_S
        change = min(max(ratio, _FALL_MIN), _RISE_MAX)
        self._hint_ms = min(max(self._hint_ms * change, FIRST_MS), LONGEST_MS)
        self._refusals, self._since = 0, self._now()
