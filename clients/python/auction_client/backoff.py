"""When to try again, and how long to wait before it.

The constants are those of the TypeScript SDK's `backoff.ts`. Reconnects wait as the official JavaScript
client does by default, so that a crowd that lost its node comes back spread out.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from auction_client.messages import UNANSWERED, Refusal

RETRIED_CODES = frozenset(
    {"busy", "unavailable", "unknown", "rate_limited", "internal", UNANSWERED}
)
"""The refusals after which the same request may succeed later."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from `first_s` to `longest_s`, each spread by half of it to either side."""

    first_s: float
    longest_s: float

    def pause_s(self, attempt: int, chance: float, *, retry_after_s: float = 0.0) -> float:
        """Return the pause after attempt number 0, 1, ..., for a `chance` in [0, 1).

        The server's `retry_after_s` is a lower bound, and the spread comes on top of it, so that
        clients that were refused together do not come back together.
        """
        doublings = min(attempt, 30)
        pause_s = min(self.longest_s, self.first_s * 2.0**doublings)
        return max(pause_s / 2, retry_after_s) + pause_s * chance


BID_BACKOFF = Backoff(first_s=0.1, longest_s=2.0)
WATCH_BACKOFF = Backoff(first_s=0.5, longest_s=8.0)
RECONNECT_BACKOFF = Backoff(first_s=1.0, longest_s=5.0)


def after_leaving(hint_s: float | None) -> Backoff:
    """Return the pauses before connections after a node has left, which begin with its hint."""
    return RECONNECT_BACKOFF if hint_s is None else replace(RECONNECT_BACKOFF, first_s=hint_s)


def leaving_s(message: object) -> float | None:
    """Return the hint in the message of a node that is leaving; None if it has none."""
    match message:
        case {"retry_after_ms": int(hint_ms) | float(hint_ms)} if hint_ms > 0:
            return min(float(hint_ms) / 1000, RECONNECT_BACKOFF.longest_s)
        case _:
            return None


class Pauses:
    """The pauses between the attempts at one thing."""

    def __init__(self, backoff: Backoff, chance: Callable[[], float] = random.random) -> None:
        self._backoff = backoff
        self._chance = chance
        self._attempts = 0

    def next_s(self, refusal: Refusal | None = None) -> float:
        """Return the next pause; it is not shorter than the refusal's `retry_after_ms`."""
        least_s = retry_after_s(refusal) if refusal else 0.0
        pause_s = self._backoff.pause_s(self._attempts, self._chance(), retry_after_s=least_s)
        self._attempts += 1
        return pause_s


def retry_after_s(refusal: Refusal) -> float:
    """Return the pause that a refusal asks for by `retry_after_ms`; 0.0 if it names none."""
    match refusal.details.get("retry_after_ms"):
        case int(asked_ms) | float(asked_ms) if asked_ms > 0:
            return float(asked_ms) / 1000
        case _:
            return 0.0
