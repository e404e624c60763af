"""A delivery that records messages, for the tests of the broadcast."""

import asyncio
from collections.abc import Iterable
from typing import Any

from server.domain.types import ItemId
from tests.virtual_time import work


class RecordingDelivery:
    """Records each message with its time and its members; a write may take virtual time."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, list[str], str, Any]] = []
        self.s_per_socket = 0.0

    def send(self, members: Iterable[str], event: str, data: Any, *, topic: object = None) -> None:
        there = list(members)
        if self.s_per_socket:
            work(self.s_per_socket * len(there))
        self.sent.append((asyncio.get_running_loop().time(), there, event, data))

    def to(self, member: str) -> list[tuple[str, Any]]:
        """Return the events and arguments that a member has been sent."""
        return [(event, data) for _, members, event, data in self.sent if member in members]


def ignore(item_id: ItemId) -> None:
    """Read no missing events."""
