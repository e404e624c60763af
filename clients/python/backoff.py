"""When to try again, and how long to wait before it."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from clients.python.messages import Refused

TRY_AGAIN = frozenset({"busy", "rate_limited", "unavailable", "unknown"})
"""The refusals that the same request may outlive: nothing was decided, or the answer was lost."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from `first_s` to `longest_s`; the latter half of each is left to chance."""

    first_s: float
    longest_s: float

    def pause_s(self, attempt: int, chance: float, *, at_least_s: float = 0.0) -> float:
        """Return the pause after the attempt of this number (0, 1, ...), for a chance in [0, 1).

        What the server asked for, `at_least_s`, is kept and gets its share of chance on top, so that
        clients who were refused together don't come back together.
        """
        doublings = min(attempt, 30)
        half = min(self.longest_s, self.first_s * 2.0**doublings) / 2
        return max(half, at_least_s) + half * chance


BIDDING = Backoff(first_s=0.1, longest_s=2.0)
CONNECTING = Backoff(first_s=0.25, longest_s=5.0)


class Pauses:
    """The pauses between the attempts at one thing."""

    def __init__(self, backoff: Backoff, chance: Callable[[], float] = random.random) -> None:
        self._backoff = backoff
        self._chance = chance
        self._attempts = 0

    def next_s(self, refused: Refused | None = None) -> float:
        """Return the next pause; not shorter than the refusal asks for, if there was one."""
        asked_s = asked_pause_s(refused) if refused else 0.0
        pause_s = self._backoff.pause_s(self._attempts, self._chance(), at_least_s=asked_s)
        self._attempts += 1
        return pause_s


def asked_pause_s(refused: Refused) -> float:
    """Return the pause that a refusal asks for by `retry_after_ms`; 0.0 if it names none."""
    match refused.figures.get("retry_after_ms"):
        case int(asked_ms) | float(asked_ms) if asked_ms > 0:
            return float(asked_ms) / 1000
        case _:
            return 0.0
