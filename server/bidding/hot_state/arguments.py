"""Settlements and rebuilt items as arguments of the scripts `commit` and `restore`. Pure."""

from collections.abc import Iterable

from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.bidding.settling.records import encode, journal_entry, recent
from server.bidding.settling.settle import Settlement, replay
from server.domain.events import Event
from server.domain.formats import exposure
from server.domain.listings.listing import Listing
from server.domain.types import ENDED

Argument = str | int | bytes


def commit_arguments(settlement: Settlement) -> tuple[list[Argument], bytes]:
    """Return the arguments of `commit` for one item, from `seq_read` on, and the journal entry in them.

    The entry is empty if nothing happened to the item.
    """
    item, events = settlement.after, settlement.events
    if item is None or not events:
        return release_arguments(settlement.seq_read), b""
    entry = encode(journal_entry(item, events))
    due_at = b"" if item.due_at is None else item.due_at
    receipts = ((bid_id, encode(each)) for bid_id, each in settlement.receipts.items())
    arguments: list[Argument] = [
        *(settlement.seq_read, item.seq, encode(item), entry, due_at),
        *_counted(receipts),
        *_counted((encode(event),) for event in recent(events)),
        *_counted(
            (each.user_id, each.amount, "" if each.limit is None else each.limit)
            for each in settlement.exposures
        ),
    ]
    return arguments, entry


def release_arguments(seq_read: int) -> list[Argument]:
    """Return the arguments of `commit` for an item whose lock is released and nothing else."""
    return [seq_read, seq_read, b"", b"", b"", 0, 0, 0]


def restore_arguments(
    events: tuple[Event, ...] | None, *, recent_max: int
) -> tuple[Listing | None, list[Argument]]:
    """Return an item's listing and the arguments of `restore` for it, from `seq` on.

    `events` are all that the item has had. None keeps what Redis has of the item.
    """
    if not events:
        return None, ["", b"", b"", b"", 0, 0, 0]
    item, receipts = replay(events)
    due_at = b"" if item.due_at is None else item.due_at
    return item.listing, [
        *(item.seq, encode(item), due_at, KEPT_AFTER_END_S if item.status in ENDED else b""),
        *_counted((bid_id, encode(receipt)) for bid_id, receipt in receipts.items()),
        *_counted((encode(event),) for event in recent(events)[-recent_max:]),
        *_counted(exposure(item).items() if item.listing.checks_bidders else ()),
    ]


def _counted(values: Iterable[tuple[Argument, ...]]) -> list[Argument]:
    """Flatten tuples for a script, with their number first."""
    rows = list(values)
    return [len(rows), *(value for row in rows for value in row)]
