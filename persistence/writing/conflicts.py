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


@dataclass(slots=True)
class Sorted:
    """The entries of a batch: `valid` ones, and `conflicting` ones."""

    valid: list[tuple[int, JournalEntry]] = field(default_factory=list)
    conflicting: list[tuple[int, JournalEntry]] = field(default_factory=list)
    new: list[tuple[ItemId, Event]] = field(default_factory=list)
    """The events of the valid entries that the archive does not have, each once."""
    contested: dict[ItemId, int] = field(default_factory=dict)
    """Items whose history in Redis is not the archived one, with the first number that differs."""


class _Match(Enum):
    """An event compared with the archive."""

    ARCHIVED = auto()
    NEW = auto()
    OTHER = auto()


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
        found.new += [
            (entry.item_id, event)
            for event, match in zip(entry.events, matches, strict=True)
            if match is _Match.NEW
        ]
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
    """Return whether a conflicting entry is part of the history that Redis has now.

    It is not if a later epoch began from the archive, because Redis was written anew then.
    """
    return bool(epoch >= row["epoch"] or entry.standing.seq > row["agreed_seq"])
