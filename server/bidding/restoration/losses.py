"""Losses: events that were committed and are not part of their item's history.

Each loss is logged once, counted, and passed on to listeners with the bids that were lost. The archive
keeps the events themselves in `events_set_aside`, as far as a node still had them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import groupby

import msgspec
import structlog

from server.bidding.archive import LostBid
from server.bidding.settling.receipts import bid_event
from server.domain.events import Event
from server.domain.types import ItemId

log = structlog.get_logger(__name__)


class Cause(StrEnum):
    """The cause of a loss, as the archive keeps it with the events."""

    SUPERSEDED = "superseded"
    """A newer epoch of the item began before the event."""
    CONFLICT = "conflict"
    """The archive has another event of the same number, or the event builds upon such a one (0114)."""
    GAP = "gap"
    """An event before this one never reached the archive."""


_LOG_EVENTS = {
    Cause.SUPERSEDED: "events_lost",
    Cause.CONFLICT: "histories_conflict",
    Cause.GAP: "events_set_aside",
}


class LostEvent(msgspec.Struct, frozen=True):
    """An event that was set aside. `epoch` is the one in which it was committed, or that excludes it."""

    item_id: ItemId
    epoch: int
    event: Event
    cause: Cause
    stands: bool = False
    """Whether the bid of this event was sent again, and is part of the history under another number."""


Listener = Callable[[Sequence[LostBid]], None]


class Losses:
    """Logs and counts losses, and passes lost bids on to the listeners of the moment."""

    def __init__(self) -> None:
        self.events = 0
        """Events that are lost, those of conflicts included."""
        self.conflicting = 0
        """Events that were set aside because of a conflict."""
        self._listeners: list[Listener] = []

    @contextmanager
    def to(self, listener: Listener) -> Iterator[None]:
        """Call `listener` with all bids of each loss while inside; it may not wait or fail."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def report(self, lost: Iterable[LostEvent]) -> None:
        """Report events that were set aside just now."""
        events = sorted(lost, key=_order)
        for (item_id, epoch, cause), group in groupby(events, key=lambda each: _order(each)[:3]):
            seqs = [each.event.seq for each in group]
            numbers = {"first": seqs[0], "last": seqs[-1], "events": len(seqs)}
            log.error(_LOG_EVENTS[cause], item_id=item_id, epoch=epoch, **numbers)
        self.events += len(events)
        self.conflicting += sum(each.cause is Cause.CONFLICT for each in events)
        bids = lost_bids(events)
        if bids:
            for listener in self._listeners:
                listener(bids)

    def report_unknown(
        self, item_id: ItemId, epoch: int, first: int, last: int, count: int
    ) -> None:
        """Report `count` events with numbers from `first` to `last`, of which nothing else is known."""
        numbers = {"first": first, "last": last, "events": count}
        log.error("events_lost", item_id=item_id, epoch=epoch, **numbers, only_numbers=True)
        self.events += count

    async def check(self) -> None:
        """Raise HistoriesConflict if two histories of an item have met since the node started."""
        if self.conflicting:
            raise HistoriesConflict


class HistoriesConflict(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """Events were set aside because the archive had others of their numbers."""


def lost_bids(events: Iterable[LostEvent]) -> list[LostBid]:
    """Return the bids among lost events that do not stand.

    Automatic bids are left out, because nobody sent them.
    """
    bids = ((each, bid_event(each.event)) for each in events)
    return [
        LostBid(each.item_id, each.epoch, bid.bid_id, bid.bidder.user_id, bid.seq, bid.amount)
        for each, bid in bids
        if bid is not None and not each.stands
    ]


def _order(lost: LostEvent) -> tuple[ItemId, int, Cause, int]:
    return lost.item_id, lost.epoch, lost.cause, lost.event.seq
