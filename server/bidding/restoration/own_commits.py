"""The commits of this node that may not be archived yet, each with its encoded journal entry (0115).

Redis alone has a commit until its journal entry is archived. If Redis loses it before that, this is the
only copy. Commits beyond the bounds leave their numbers, by which a loss can still be named.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from server.bidding.archive import Commit
from server.bidding.settling.records import JournalEntry
from server.domain.events import Event
from server.domain.types import ItemId

COMMITS_MAX = 100_000
BYTES_MAX = 64 * 1024 * 1024
"""Bounds of the remembered commits, with some 250 bytes a commit on top. PostgreSQL may be away for a
minute of the highest load, or for hours of a usual one, before a commit is dropped."""
DROPPED_MAX = 10_000
"""Items whose dropped commits are remembered by their numbers."""


class CommitNumbers(msgspec.Struct):
    """Commits of an item by the numbers of their events: the first, the last, and how many they are."""

    item_id: ItemId
    epoch: int
    first: int
    last: int
    events: int


class OwnCommits:
    """The latest commits of this node, oldest first."""

    def __init__(self) -> None:
        self.bytes = 0
        self._commits: dict[tuple[ItemId, int, int], Commit] = {}
        self._dropped: dict[tuple[ItemId, int], CommitNumbers] = {}

    def __len__(self) -> int:
        """Return the number of commits."""
        return len(self._commits)

    def __iter__(self) -> Iterator[Commit]:
        """Iterate over all commits, oldest first."""
        return iter(self._commits.values())

    def remember(
        self, item_id: ItemId, epoch: int, events: tuple[Event, ...], entry: bytes
    ) -> None:
        """Remember a commit of one item. A round costs a call for each item, whatever it settles."""
        last = events[-1]
        self._commits[item_id, epoch, last.seq] = Commit(
            item_id, epoch, events[0].seq, last.seq, last.at, entry
        )
        self.bytes += len(entry)
        while self.bytes > BYTES_MAX or len(self._commits) > COMMITS_MAX:
            self._drop_oldest()

    def forget(self, item_id: ItemId, epoch: int, seq: int) -> None:
        """Forget the commit whose last event has the number `seq`, if it is remembered."""
        commit = self._commits.pop((item_id, epoch, seq), None)
        if commit is not None:
            self.bytes -= len(commit.entry)

    def forget_entries(self, entries: Iterable[tuple[int, JournalEntry]]) -> None:
        """Forget the commits of journal entries, each after its epoch, that came to the archive."""
        for epoch, entry in entries:
            self.forget(entry.item_id, epoch, entry.standing.seq)

    def forget_all(self, commits: Iterable[Commit]) -> None:
        """Forget commits that are archived or set aside."""
        for commit in commits:
            self.forget(commit.item_id, commit.epoch, commit.seq)

    def oldest(self, commits_max: int) -> list[Commit]:
        """Return the oldest commits."""
        return list(islice(self._commits.values(), commits_max))

    def dropped(self) -> list[CommitNumbers]:
        """Return the numbers of the commits that were dropped."""
        return list(self._dropped.values())

    def forget_dropped(self, dropped: CommitNumbers) -> None:
        """Forget the numbers of an item's dropped commits, unless there have been more of them."""
        if self._dropped.get((dropped.item_id, dropped.epoch)) is dropped:
            del self._dropped[dropped.item_id, dropped.epoch]

    def numbers(self) -> list[CommitNumbers]:
        """Return the numbers of all commits, those that were dropped included."""
        numbers = dict(self._dropped)
        for commit in self:
            _add(numbers, commit)
        return list(numbers.values())

    def _drop_oldest(self) -> None:
        commit = next(iter(self._commits.values()))
        self.forget(commit.item_id, commit.epoch, commit.seq)
        _add(self._dropped, commit)
        if len(self._dropped) > DROPPED_MAX:
            del self._dropped[next(iter(self._dropped))]


def _add(numbers: dict[tuple[ItemId, int], CommitNumbers], commit: Commit) -> None:
    """Add a commit's numbers to those of its item and epoch, which become the latest."""
    key, events = (commit.item_id, commit.epoch), commit.seq - commit.first + 1
    before = numbers.pop(key, None)
    first = commit.first if before is None else min(before.first, commit.first)
    events += 0 if before is None else before.events
    numbers[key] = CommitNumbers(commit.item_id, commit.epoch, first, commit.seq, events)
