"""Conflicts: events whose number the archive has with other content, and those that build upon them.

0114: the archived history is kept. Once two histories of an item have met, a new event could belong to
either, so every new one is set aside until the item's next epoch begins from the archive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import asyncpg

from persistence.queries import SQL
from persistence.rows import decode_event, encoded, event_row
from server.bidding.settling.records import JournalEntry
from server.domain.events import Event
from server.domain.types import ItemId

Key = tuple[ItemId, int]


class ConflictFound(Exception):  # noqa: N818 - the writer begins anew because of it
    """A batch has an event that the archive has with other content."""


@dataclass(slots=True)
class Sorted:
    """The entries of a batch: `valid` ones, and `conflicting` ones."""

    valid: list[tuple[int, JournalEntry]] = field(default_factory=list)
    conflicting: list[tuple[int, JournalEntry]] = field(default_factory=list)
    contested: dict[ItemId, int] = field(default_factory=dict)
    """Items whose history in Redis is not the archived one, with the first number that differs."""


class _Match(Enum):
    """An event compared with the archive."""

    ARCHIVED = auto()
    NEW = auto()
    OTHER = auto()


async def has_conflict(connection: Any, rows: str, events: Sequence[tuple[ItemId, Event]]) -> bool:
    """Tell whether the archive has an event of the same number with other content.

    `rows` are the events as `write_events.sql` takes them. Two of the events may have one number.
    """
    given: dict[Key, list[Event]] = {}
    for item_id, event in events:
        given.setdefault((item_id, event.seq), []).append(event)
    unequal = await connection.fetch(SQL["unequal_events"], rows)
    return any(
        row["body"] is not None
        and any(event != decode_event(row["body"]) for event in given[row["item_id"], row["seq"]])
        for row in unequal
    )


async def sort_out(
    connection: Any,
    entries: Sequence[tuple[int, JournalEntry]],
    items: Mapping[ItemId, asyncpg.Record],
) -> Sorted:
    """Sort entries into those that fit the archive and those that conflict with it.

    `items` has the locked rows of the items (`lock_items.sql`).
    """
    unequal = await _unequal_events(connection, entries)
    chosen: dict[Key, Event] = {}
    found = Sorted()
    closed = {item_id for item_id, row in items.items() if row["conflict_seq"] is not None}
    for epoch, entry in entries:
        matches = [
            _match((entry.item_id, event.seq), event, unequal, chosen) for event in entry.events
        ]
        is_new = _Match.NEW in matches
        if _Match.OTHER in matches or (is_new and entry.item_id in closed):
            found.conflicting.append((epoch, entry))
            row = items.get(entry.item_id)
            if row is not None and _is_of_redis(epoch, entry, row):
                closed.add(entry.item_id)
                found.contested.setdefault(entry.item_id, entry.events[0].seq)
            continue
        found.valid.append((epoch, entry))
        chosen |= {(entry.item_id, event.seq): event for event in entry.events}
    return found


async def _unequal_events(
    connection: Any, entries: Sequence[tuple[int, JournalEntry]]
) -> dict[Key, Event | None]:
    """Return the archived events that are not those of the entries, None where there is none."""
    rows = encoded([event_row(entry.item_id, e) for _, entry in entries for e in entry.events])
    unequal = await connection.fetch(SQL["unequal_events"], rows)
    return {
        (ItemId(row["item_id"]), row["seq"]): row["body"] and decode_event(row["body"])
        for row in unequal
    }


def _match(
    key: Key, event: Event, unequal: Mapping[Key, Event | None], chosen: Mapping[Key, Event]
) -> _Match:
    if key in chosen:
        return _Match.ARCHIVED if chosen[key] == event else _Match.OTHER
    if key not in unequal:
        return _Match.ARCHIVED
    archived = unequal[key]
    if archived is None:
        return _Match.NEW
    # Another version may have written the same event in another form.
    return _Match.ARCHIVED if archived == event else _Match.OTHER


def _is_of_redis(epoch: int, entry: JournalEntry, row: asyncpg.Record) -> bool:
    """Tell whether a conflicting entry is part of the history that Redis has now.

    It is not if a later epoch began from the archive, because Redis was written anew then.
    """
    return bool(epoch >= row["epoch"] or entry.standing.seq > row["agreed_seq"])
