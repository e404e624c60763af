"""Commits that did not come through the journal are kept, and those that did are found."""

import asyncpg
import pytest
from structlog.testing import capture_logs

from persistence.archive import Archive
from persistence.verify import verify
from server.bidding.archive import Commit, RangeState
from server.bidding.settling.records import encode
from server.domain.types import ItemId
from tests.integration.bidding.conftest import LAMP
from tests.integration.persistence.histories import bid, history, write


@pytest.mark.usefixtures("lamp")
async def test_entries_that_do_not_come_through_the_journal_are_kept_except_for_the_impossible(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = [(epoch, encode(entry)) for epoch, entry in history(bid(100), bid(150, "bob"))]
    stray = [(epoch, encode(entry)) for epoch, entry in history(bid(100), item_id=ItemId("ghost"))]
    with capture_logs() as logs:
        contested = await archive.keep([*entries[:2], stray[2], (0, b"rubbish"), *entries[2:]])
    assert contested == set()
    assert [each["event"] for each in logs] == ["commit_refused"] * 2
    assert await pool.fetchval("SELECT array_agg(amount ORDER BY seq) FROM bids") == [100, 150]
    await archive.keep(entries)
    assert [row async for row in verify(pool)] == []


@pytest.mark.usefixtures("lamp")
async def test_a_commit_is_archived_pending_or_superseded(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = history(bid(100), bid(150, "bob"))
    await write(pool, entries[:3])
    commits = [
        Commit(LAMP, epoch, seq, seq, at, b"")
        for epoch, seq, at in ((0, 3, 2), (0, 3, 9), (0, 4, 3), (1, 4, 3))
    ]
    commits.append(Commit(ItemId("ghost"), 0, 1, 1, 1, b""))
    states = await archive.commit_states(commits)
    assert (states.archived, states.superseded) == ([commits[0]], [commits[1]])
    await pool.execute("UPDATE items SET epoch = 1, epoch_seq = 3")
    states = await archive.commit_states(commits)
    assert (states.archived, states.superseded) == ([commits[0]], commits[1:3])


@pytest.mark.usefixtures("lamp")
async def test_ranges_of_numbers_have_the_epoch_and_the_count_of_archived_events(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = history(bid(100), bid(150, "bob"))
    await write(pool, [*entries[:2], entries[3]])
    await pool.execute("UPDATE items SET epoch = 2, epoch_seq = 1")
    states = await archive.range_states([(LAMP, 2, 4), (ItemId("ghost"), 1, 1), (LAMP, 3, 3)])
    assert states == [RangeState(2, 1, 2), None, RangeState(2, 1, 0)]
