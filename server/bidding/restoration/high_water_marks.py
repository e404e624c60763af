"""High-water marks: the last committed event of each item, as evidence against a Redis that lost it.

The number of items is bounded. An item without a mark is evidence of nothing.
"""

from server.domain.types import ItemId

ITEMS_MAX = 10_000


class HighWaterMarks:
    """The last event that this node saw committed of each of the latest items, and its epoch."""

    def __init__(self) -> None:
        self._marks: dict[ItemId, tuple[int, int]] = {}

    def is_behind(self, item_id: ItemId, epoch: int, seq: int) -> bool:
        """Return whether an item at `seq` in `epoch` is older than its mark.

        A new epoch may begin at an earlier event. `commit_archiver` then finds the lost events.
        """
        marked_epoch, marked_seq = self._marks.get(item_id, (0, 0))
        return epoch < marked_epoch or (epoch == marked_epoch and seq < marked_seq)

    def record(self, item_id: ItemId, epoch: int, seq: int) -> None:
        """Set an item's mark to the committed event `seq`."""
        self._marks.pop(item_id, None)
        self._marks[item_id] = (epoch, seq)
        if len(self._marks) > ITEMS_MAX:
            del self._marks[next(iter(self._marks))]
