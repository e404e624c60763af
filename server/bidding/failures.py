"""Failures of items on the floor, so that one that goes on is one line in the log (0090)."""

from collections.abc import Collection, Mapping

import structlog

from server.domain.types import ItemId

log = structlog.get_logger(__name__)

FAILED_ITEMS_MAX = 1_000
"""Items whose failure is remembered, so that it is not logged again."""


class Failures:
    """Failures of items, each logged once until its item is written again."""

    def __init__(self) -> None:
        self._item_ids: set[ItemId] = set()

    def note(self, failed: Mapping[ItemId, Exception], written: Collection[ItemId]) -> None:
        """Log failures that are new."""
        if self._item_ids:
            self._item_ids.difference_update(set(written) - failed.keys())
        for item_id, error in failed.items():
            if item_id not in self._item_ids and len(self._item_ids) < FAILED_ITEMS_MAX:
                self._item_ids.add(item_id)
                log.error("item_not_settled", item_id=item_id, exc_info=error)
