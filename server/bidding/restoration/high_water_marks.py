"""What this node has seen committed, item by item: evidence against a Redis that has forgotten.

Bounded; what has been forgotten here is no evidence of anything.
"""

import structlog

from server.domain.types import ItemId

log = structlog.get_logger(__name__)

ITEMS_MAX = 10_000


class HighWaterMarks:
    """The last event that this node has seen of each of the latest items, and in which epoch."""

    def __init__(self) -> None:
        self._seen: dict[ItemId, tuple[int, int]] = {}
        self.events_lost = 0
        """Events that were committed by this node and that nobody has been able to restore."""

    def is_behind(self, item_id: ItemId, epoch: int, seq: int) -> bool:
        """Tell whether an item at `seq` in `epoch` is older than what was seen of it.

        A new epoch may begin earlier: then the events between are lost for good, which is logged.
        """
        seen_epoch, seen_seq = self._seen.get(item_id, (0, 0))
        if epoch > seen_epoch and seq < seen_seq:
            log.error("events_lost", item_id=item_id, first=seq + 1, last=seen_seq)
            self.events_lost += seen_seq - seq
            self.record(item_id, epoch, seq)
            return False
        return epoch < seen_epoch or (epoch == seen_epoch and seq < seen_seq)

    def record(self, item_id: ItemId, epoch: int, seq: int) -> None:
        """Take in that event `seq` of an item stands committed."""
        self._seen.pop(item_id, None)
        self._seen[item_id] = (epoch, seq)
        if len(self._seen) > ITEMS_MAX:
            del self._seen[next(iter(self._seen))]
