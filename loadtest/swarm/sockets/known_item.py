"""The bidders' common knowledge of an item, from which each computes its next offer."""

from collections.abc import Mapping
from typing import Any


class KnownItem:
    """The newest minimum of an item, from the latest answer or message to any bidder."""

    __slots__ = ("is_open", "item_id", "minimum", "offered", "seq", "step")

    def __init__(self, item: Mapping[str, Any]) -> None:
        """Start from an item as `put_up` returns it."""
        self.item_id: str = item["item_id"]
        self.seq: int = item["seq"]
        self.minimum: int = item["minimum"]
        self.step = max(step for _, step in item["increment"])
        self.offered = 0
        self.is_open = True

    def next_offer(self) -> int:
        """Return an amount that outbids everything known, including bids that have no answer yet.

        With that most bids can win even when many are in flight at once.
        """
        self.offered = max(self.minimum, self.offered + self.step)
        return self.offered

    def learn(self, seq: int, minimum: int) -> None:
        """Take the minimum after event `seq`; an older `seq` than the known one changes nothing."""
        if seq > self.seq:
            self.seq = seq
            self.minimum = minimum
