"""The commit archiver forgets archived commits, writes the others after a loss, and names what is lost."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest
from structlog.testing import capture_logs

from server.bidding.archive import Archive, ArchiveUnavailable, Commit, CommitStates, RangeState
from server.bidding.restoration import commit_archiver as module
from server.bidding.restoration import own_commits
from server.bidding.restoration.commit_archiver import CommitArchiver, Encoded
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import OwnCommits
from server.domain.events import ItemPaused
from server.domain.types import ItemId

LAMP, VASE = ItemId("lamp"), ItemId("vase")


@dataclass(slots=True)
class StubbedArchive:
    """An archive that knows some commits by their last numbers, and records what it is given."""

    archived: set[int] = field(default_factory=set)
    superseded: set[int] = field(default_factory=set)
    contested: set[ItemId] = field(default_factory=set)
    known: dict[ItemId, RangeState] = field(default_factory=dict)
    kept: list[Encoded] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    away: bool = False

    async def keep(self, entries: Sequence[Encoded]) -> Collection[ItemId]:
        if self.away:
            raise ArchiveUnavailable
        self.kept += entries
        return self.contested

    async def commit_states(self, remembered: Sequence[Commit]) -> CommitStates:
        self.pages.append(len(remembered))
        return CommitStates(
            [each for each in remembered if each.seq in self.archived],
            [each for each in remembered if each.seq in self.superseded],
        )

    async def range_states(
        self, ranges: Sequence[tuple[ItemId, int, int]]
    ) -> list[RangeState | None]:
        return [self.known.get(item_id) for item_id, _, _ in ranges]


def remember(commits: OwnCommits, *seqs: int, item_id: ItemId = LAMP) -> None:
    for seq in seqs:
        commits.remember(item_id, 0, (ItemPaused(seq=seq, at=seq),), b"%d" % seq)


def archiver(
    archive: StubbedArchive, commits: OwnCommits, losses: Losses | None = None, **parts: object
) -> CommitArchiver:
    return CommitArchiver(commits, cast("Archive", archive), losses or Losses(), **parts)  # type: ignore[arg-type]


async def test_archived_commits_are_forgotten_and_superseded_ones_are_written() -> None:
    archive, commits = StubbedArchive(archived={3, 4}, superseded={5}), OwnCommits()
    remember(commits, 3, 4, 5, 6)
    await archiver(archive, commits).check()
    assert [each.seq for each in commits] == [6]
    assert archive.kept == [(0, b"5")]


async def test_a_backlog_is_checked_page_by_page_until_a_page_has_not_arrived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    archive, commits = StubbedArchive(archived={1, 2, 3, 4, 5}), OwnCommits()
    remember(commits, *range(1, 10))
    await archiver(archive, commits).check()
    assert [each.seq for each in commits] == [6, 7, 8, 9]
    assert archive.pages == [2, 2, 2]


async def test_a_flush_writes_what_was_read_and_what_was_committed_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BATCH_MAX", 2)
    archive, commits = StubbedArchive(), OwnCommits()
    remember(commits, 3, 4)
    read = [(0, b"3"), (0, b"other node's")]
    flushing = archiver(archive, commits, unwritten=lambda: read)
    await flushing.flush()
    expected = [(0, b"3"), (0, b"other node's"), (0, b"4")]
    assert archive.kept == expected
    assert len(commits) == 0
    remember(commits, 5)
    await flushing.flush()
    assert archive.kept == [*expected, (0, b"5")], "the queue still holds what is flushed"


async def test_commits_stay_remembered_while_the_archive_is_away() -> None:
    archive, commits = StubbedArchive(away=True), OwnCommits()
    remember(commits, 3)
    flushing = archiver(archive, commits)
    with pytest.raises(ArchiveUnavailable):
        await flushing.flush()
    assert [each.seq for each in commits] == [3]
    archive.away = False
    await flushing.flush()
    assert archive.kept == [(0, b"3")]


async def test_a_conflict_that_a_flush_finds_is_contested() -> None:
    archive, commits = StubbedArchive(contested={LAMP}), OwnCommits()
    remember(commits, 3)
    contested = list[ItemId]()

    async def contest(item_ids: Collection[ItemId]) -> None:
        contested.extend(item_ids)

    await archiver(archive, commits, contest=contest).flush()
    assert contested == [LAMP]


@pytest.mark.parametrize(
    ("state", "named", "remembered"),
    [
        (RangeState(epoch=0, epoch_seq=0, archived=3), None, True),
        (RangeState(epoch=0, epoch_seq=0, archived=4), None, False),
        (RangeState(epoch=1, epoch_seq=5, archived=4), None, False),
        (RangeState(epoch=1, epoch_seq=4, archived=4), (5, 5, 1), False),
        (RangeState(epoch=2, epoch_seq=2, archived=1), (3, 5, 3), False),
    ],
)
async def test_a_lost_commit_of_which_only_the_numbers_are_left_is_named(
    state: RangeState,
    named: tuple[int, int, int] | None,
    remembered: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own_commits, "COMMITS_MAX", 0)
    archive, commits, losses = StubbedArchive(known={LAMP: state}), OwnCommits(), Losses()
    remember(commits, 2, 3, 4, 5)
    remember(commits, 7, item_id=VASE)
    checking = archiver(archive, commits, losses)
    with capture_logs() as logs:
        await checking.check()
        await checking.check()
    found = [(each["first"], each["last"], each["events"]) for each in logs]
    assert found == ([] if named is None else [named])
    assert losses.events == (0 if named is None else named[2])
    assert [each.item_id for each in commits.dropped()] == [LAMP] * remembered + [VASE]


async def test_a_node_that_ends_waits_a_moment_for_the_archive() -> None:
    archive, commits = StubbedArchive(away=True), OwnCommits()
    remember(commits, 3)
    asyncio.get_running_loop().call_later(0.3, setattr, archive, "away", False)
    with capture_logs() as logs:
        async with archiver(archive, commits).running():
            pass
    assert archive.kept == [(0, b"3")]
    assert [each["event"] for each in logs] == ["commits_flushed"]


async def test_a_node_that_ends_names_the_commits_that_it_could_not_archive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "END_MAX_S", 0.1)
    monkeypatch.setattr(own_commits, "COMMITS_MAX", 3)
    commits = OwnCommits()
    remember(commits, 3, 4, 6)
    remember(commits, 7, item_id=VASE)
    with capture_logs() as logs:
        async with archiver(StubbedArchive(away=True), commits).running():
            pass
    left = [(each["item_id"], each["first"], each["last"], each["events"]) for each in logs]
    assert left == [(LAMP, 3, 6, 3), (VASE, 7, 7, 1)]
    assert {(each["event"], each["log_level"]) for each in logs} == {("commits_left", "warning")}
