"""The counters of the HTTP face's transport."""

REASONS = (
    "malformed",
    "encoding",
    "origin",
    "late",
    "left",
    "address",
    "user",
    "registration",
    "connections",
)
"""Requests are refused because they are not valid HTTP, are compressed, come from a page of a foreign
origin, arrive too slowly, end before they are complete, or exceed a limit."""


class HttpCounters:
    """Counts open connections, and refused requests and connections by reason."""

    def __init__(self) -> None:
        self.connections = 0
        self.refused = dict.fromkeys(REASONS, 0)

    def refuse(self, reason: str) -> None:
        """Count a refusal."""
        self.refused[reason] += 1
