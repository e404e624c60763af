"""The counters of the HTTP face's transport."""

from server.histogram import Histogram

REASONS = (
    "malformed",
    "encoding",
    "origin",
    "late",
    "left",
    "address",
    "user",
    "registration",
    "rename",
    "connections",
)
"""Requests are refused because they are not valid HTTP, are compressed, come from a page of a foreign
origin, arrive too slowly, end before they are complete, or exceed a limit."""

STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class HttpCounters:
    """Counts open connections, answered requests, those that waited, and refusals by reason."""

    def __init__(self) -> None:
        self.connections = 0
        self.waited = 0
        """Requests that were not begun at once (0211)."""
        self.refused = dict.fromkeys(REASONS, 0)
        self.answered: dict[str, int] = dict.fromkeys(STATUSES, 0)
        """Answers by the first digit of their status."""
        self.answered_s = Histogram()

    def refuse(self, reason: str) -> None:
        """Count a refusal."""
        self.refused[reason] += 1

    def answer(self, status: int, took_s: float | None) -> None:
        """Count an answer, and the seconds that it took unless the client or a file decided that."""
        self.answered[f"{status // 100}xx"] += 1
        if took_s is not None:
            self.answered_s.add(took_s)
