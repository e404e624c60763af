"""The feed of one sale: its items' rows, and which of them its room has been sent. Pure.

Only the latest row of an item counts, so a feed keeps no messages: each row has the number of the
message in which it was last sent, and the moment at which this node learned of it. By the number a
client of this feed is sent what it has missed (0169), and by the moment a client that knows the sale from
another node (0170).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, NamedTuple

import msgspec

from server.domain.types import AuctionId, ItemId, Millis, Position, Status, UserId
from server.domain.view import OwnView
from server.sockets.sales.rows import Row
from server.wire.sale_feed import FeedPosition

ROWS_PER_MESSAGE = 100
"""Rows of one message, of 170 bytes each."""
CLOCKS_DIFFER_MS = 2_000
"""The most by which two nodes' readings of the clock may differ, with room to spare."""

_DELETED = Status.DELETED.value
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True, eq=False)
class Entry:
    """An item of the sale. `number` is that of the message with its row, None while that is to be sent.

    `own` are the maxima and offers of its bidders, by user, as they were read at `own_at`.
    """

    row: Row
    encoded: bytes
    learned_at: Millis
    number: int | None
    clock: Mapping[str, Any] | None
    secret: bool
    own: Mapping[UserId, OwnView] | None = None
    own_at: Position | None = None


class SalePage(NamedTuple):
    """A page of a sale: the entries, their encoded rows, and the item after which the next page begins."""

    entries: list[Entry]
    items: msgspec.Raw
    next_after: ItemId | None


class SaleFeed:
    """The rows of one sale. The feeds set `queued`, and `emptied_at` while the room here is empty."""

    def __init__(self, auction_id: AuctionId, name: str) -> None:
        """`name` distinguishes this feed from those of other nodes and of other times."""
        self.auction_id = auction_id
        self.name = name
        self.number = 0
        self.as_of: Millis | None = None
        """Everything before this moment is known here; None until the sale has been read."""
        self.queued = False
        self.emptied_at: float | None = None
        self._ids: list[ItemId] = []
        self._places: dict[ItemId, int] = {}
        self._entries: dict[ItemId, Entry] = {}
        self._by_number: dict[ItemId, None] = {}
        """The items whose rows have been sent, those of the latest messages last."""
        self._by_moment: dict[ItemId, None] = {}
        """All items, the latest that this node learned of last."""
        self._unsent: dict[ItemId, None] = {}
        self._caught_up_at: Millis = 0
        """The latest `as_of` at which the room lacked nothing."""
        self.sent_as_of: Millis = 0
        """The `as_of` of the last message to the room."""

    @property
    def item_ids(self) -> Sequence[ItemId]:
        """The items of the sale, in its order."""
        return self._ids

    @property
    def has_unsent(self) -> bool:
        """Whether the room lacks rows."""
        return bool(self._unsent)

    def arrange(self, item_ids: Iterable[ItemId]) -> list[ItemId]:
        """Set the sale's order; items that are not named follow. Return the items that are new."""
        order = dict.fromkeys(item_ids)
        known = set(self._ids)
        self._ids = list(order | dict.fromkeys(self._ids))
        self._places = {item_id: place for place, item_id in enumerate(self._ids)}
        return [item_id for item_id in order if item_id not in known]

    def position_of(self, item_id: ItemId) -> Position | None:
        """Return the position at which an item is known."""
        entry = self._entries.get(item_id)
        return None if entry is None else entry.row.position

    def accept(self, row: Row, now: Millis) -> bool:
        """Take a later row of an item; return whether the room has to be sent it.

        A secret event moves an item's position and leaves its row as it was. Nothing is sent then (0012).
        """
        entry = self._entries.get(row.item_id)
        if entry is None:
            clock, secret = row.clock, bool(row.secret)
            encoded = _encoded(row, clock)
            self._entries[row.item_id] = Entry(row, encoded, now, None, clock, secret)
            self._changed(row.item_id)
            return True
        if row.position <= entry.row.position:
            return False
        same = row.fields == entry.row.fields and row.clock in (None, entry.clock)
        entry.row = row
        if row.secret is not None:
            entry.clock, entry.secret = row.clock, row.secret
        if same:
            return False
        entry.encoded = _encoded(row, entry.clock)
        entry.learned_at, entry.number = now, None
        self._changed(row.item_id)
        return True

    def was_read(self, as_of: Millis) -> None:
        """Note that the whole sale has been read, which began at `as_of`."""
        if self.as_of is None:
            # The first watchers are answered with all rows. So none has to be sent to the room.
            self.number += 1
            self._sent(list(self._unsent))
        self.as_of = as_of
        if not self._unsent:
            self._caught_up_at = as_of

    def take(self, rows_max: int) -> list[msgspec.Raw]:
        """Return messages with up to `rows_max` rows that the room lacks, those that wait longest first."""
        messages: list[msgspec.Raw] = []
        left = rows_max
        while self._unsent and left > 0:
            self.number += 1
            ids = list(self._unsent)[: min(left, ROWS_PER_MESSAGE)]
            left -= len(ids)
            self._sent(ids)
            if not self._unsent:
                self._caught_up_at = self.as_of or 0
            self.sent_as_of = self._caught_up_at
            rows = (self._entries[item_id].encoded for item_id in ids)
            messages.append(self._message(rows, self.sent_as_of))
        return messages

    def recovered(self, since: Millis, rows_max: int) -> msgspec.Raw | None:
        """Return the message that completes a client that knows everything before `since`.

        Returns None if it would have more than `rows_max` rows.
        """
        ids = self._learned_since(since)
        if self.as_of is None or len(ids) > rows_max:
            return None
        return self._message((self._entries[each].encoded for each in ids), self.as_of, since=since)

    def page(
        self, since: FeedPosition | None, after: ItemId | None, rows_max: int
    ) -> SalePage | None:
        """Return a page of the items that have changed since a position, or of all items.

        Returns None if the sale has no item `after`.
        """
        start = 0
        if after is not None:
            if after not in self._entries:
                return None
            start = self._places[after] + 1
        entries = list(islice(self._entries_from(start, since), rows_max + 1))
        next_after = entries[rows_max - 1].row.item_id if len(entries) > rows_max else None
        del entries[rows_max:]
        return SalePage(entries, _list(each.encoded for each in entries), next_after)

    def _entries_from(self, start: int, since: FeedPosition | None) -> Iterator[Entry]:
        """Yield the entries from a place on, all that are not deleted or those changed since."""
        if since is not None:
            changed = sorted(self._places[item_id] for item_id in self._changed_since(since))
            yield from (self._entries[self._ids[place]] for place in changed if place >= start)
            return
        for item_id in islice(self._ids, start, None):
            entry = self._entries.get(item_id)
            if entry is not None and entry.row.fields["status"] != _DELETED:
                yield entry

    def _changed_since(self, since: FeedPosition) -> list[ItemId]:
        if since.feed != self.name or since.number > self.number:
            return self._learned_since(since.as_of)
        sent = takewhile(
            lambda item_id: (self._entries[item_id].number or 0) > since.number,
            (each for each in reversed(self._by_number) if each not in self._unsent),
        )
        return [*self._unsent, *sent]

    def _learned_since(self, since: Millis) -> list[ItemId]:
        earliest = since - CLOCKS_DIFFER_MS
        later = takewhile(
            lambda item_id: self._entries[item_id].learned_at >= earliest, reversed(self._by_moment)
        )
        return list(later)

    def _changed(self, item_id: ItemId) -> None:
        """Note that an item's row is to be sent, after those that wait already."""
        self._unsent[item_id] = None
        self._by_moment.pop(item_id, None)
        self._by_moment[item_id] = None

    def _sent(self, item_ids: Iterable[ItemId]) -> None:
        """Note that rows are in the message with the present number."""
        for item_id in item_ids:
            del self._unsent[item_id]
            self._entries[item_id].number = self.number
            self._by_number.pop(item_id, None)
            self._by_number[item_id] = None

    def _message(
        self, rows: Iterable[bytes], as_of: Millis, *, since: Millis | None = None
    ) -> msgspec.Raw:
        message: dict[str, object] = {
            "auction_id": self.auction_id,
            "feed": self.name,
            "number": self.number,
            "as_of": as_of,
            "items": _list(rows),
        }
        if since is not None:
            message["since"] = since
        return msgspec.Raw(_encode(message))


def _encoded(row: Row, clock: Mapping[str, Any] | None) -> bytes:
    return _encode(row.fields if clock is None else {**row.fields, "clock": clock})


def _list(rows: Iterable[bytes]) -> msgspec.Raw:
    return msgspec.Raw(b"[%b]" % b",".join(rows))
