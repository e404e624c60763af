"""A node remembers its commits until they are archived, within bounds."""

import pytest

from server.bidding.restoration import own_commits as module
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.settling.records import journal_entry
from server.domain.events import Event, ItemPaused, ItemResumed
from server.domain.types import ItemId
from tests.unit.domain.sale import NOON, opened

LAMP, VASE = ItemId("lamp"), ItemId("vase")


def events(first: int, last: int) -> tuple[Event, ...]:
    return tuple(ItemPaused(seq=seq, at=NOON + seq) for seq in range(first, last + 1))


def numbers(commits: OwnCommits) -> list[tuple[str, int, int, int]]:
    return [(each.item_id, each.epoch, each.first, each.seq) for each in commits]


def test_a_commit_is_remembered_until_it_is_forgotten() -> None:
    commits = OwnCommits()
    commits.remember(LAMP, 0, events(3, 4), b"12345")
    commits.remember(VASE, 2, events(7, 7), b"123")
    assert numbers(commits) == [(LAMP, 0, 3, 4), (VASE, 2, 7, 7)]
    assert [each.at for each in commits] == [NOON + 4, NOON + 7]
    assert (len(commits), commits.bytes) == (2, 8)
    for _ in range(2):
        commits.forget(LAMP, 0, 4)
    commits.forget(VASE, 1, 7)
    assert numbers(commits) == [(VASE, 2, 7, 7)]
    assert commits.bytes == 3


def test_one_number_may_be_committed_again_in_a_later_epoch() -> None:
    commits = OwnCommits()
    for epoch in (0, 1):
        commits.remember(LAMP, epoch, events(3, 3), b"1")
    assert [(each.epoch, each.seq) for each in commits.oldest(9)] == [(0, 3), (1, 3)]


def test_a_journal_entry_names_its_commit_by_its_last_event() -> None:
    commits, item = OwnCommits(), opened()
    resumed = ItemResumed(seq=item.seq, at=NOON, ends_at=None)
    commits.remember(item.listing.item_id, 3, (resumed,), b"1")
    commits.forget_entries([(3, journal_entry(item, (resumed,)))])
    assert len(commits) == 0


@pytest.mark.parametrize("bound", ["COMMITS_MAX", "BYTES_MAX"])
def test_commits_beyond_a_bound_leave_their_numbers(
    bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, bound, 2)
    commits = OwnCommits()
    for first in (1, 4, 9, 10, 11):
        commits.remember(LAMP, 0, events(first, first + (first == 1)), b"1")
    assert [each.seq for each in commits] == [10, 11]
    (dropped,) = commits.dropped()
    assert (dropped.first, dropped.last, dropped.events) == (1, 9, 4)
    commits.remember(LAMP, 0, events(12, 12), b"1")
    commits.forget_dropped(dropped)
    assert [each.last for each in commits.dropped()] == [10], "more were dropped meanwhile"
    commits.forget_dropped(commits.dropped()[0])
    assert commits.dropped() == []


def test_the_numbers_of_dropped_commits_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMITS_MAX", 0)
    monkeypatch.setattr(module, "DROPPED_MAX", 2)
    commits = OwnCommits()
    for name in ("a", "b", "c"):
        commits.remember(ItemId(name), 0, events(1, 1), b"1")
    assert [each.item_id for each in commits.dropped()] == ["b", "c"]
