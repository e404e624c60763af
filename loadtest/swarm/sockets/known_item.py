"""What the bidders know of an item between them, and so what the next of them offers."""

from collections.abc import Mapping
from typing import Any


class KnownItem:
    """An item's newest figures, from whichever answer or message told them last."""

    __slots__ = ("is_open", "item_id", "minimum", "offered", "seq", "step")

    def __init__(self, item: Mapping[str, Any]) -> None:
        """Take an item as `put_up` returns it."""
        self.item_id: str = item["item_id"]
        self.seq: int = item["seq"]
        self.minimum: int = item["minimum"]
        self.step = max(step for _, step in item["increment"])
        self.offered = 0
        self.is_open = True

    def next_offer(self) -> int:
        """Return an amount that is right by all that is known, bids on their way included.

        So most bids can win even where many are on their way at once: each outbids the one before.
        """
        self.offered = max(self.minimum, self.offered + self.step)
        return self.offered

    def learn(self, seq: int, minimum: int) -> None:
        """Take the figures after event `seq`; older ones than are known change nothing."""
        if seq > self.seq:
            self.seq = seq
            self.minimum = minimum
