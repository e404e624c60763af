"""Items are rebuilt from their latest snapshots, at a cost that their histories do not change."""

from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from persistence import snapshots
from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.verify import verify
from server.bidding.settling.records import JournalEntry, decode_item, encode, recent
from server.bidding.settling.replay import Rebuilt, replay
from server.domain.commands import RetractBid
from server.domain.events import Event, Reason
from server.domain.evolve import fold
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import LAMP
from tests.integration.persistence.histories import bid, history, write

pytestmark = pytest.mark.usefixtures("lamp")
BIDS = [bid(100 + 10 * n, f"u{n % 5}") for n in range(40)]
HISTORY = history(*BIDS)
"""42 events, each in an entry of its own."""


def with_snapshots(*seqs: int) -> list[tuple[int, JournalEntry]]:
    """The history, with the item's state in some entries."""
    entries, item = [], None
    for epoch, entry in HISTORY:
        item = fold(item, entry.events)
        state = encode(item) if entry.standing.seq in seqs else None
        entries.append((epoch, replace(entry, state=state)))
    return entries


async def kept(pool: asyncpg.Pool) -> list[int]:
    rows = await pool.fetch("SELECT seq, state FROM snapshots ORDER BY seq")
    assert all(decode_item(row["state"]).seq == row["seq"] for row in rows)
    return [row["seq"] for row in rows]


async def rebuilt(pool: asyncpg.Pool, recent_max: int = 5) -> Rebuilt:
    async with pool.acquire() as connection, connection.transaction():
        found = await snapshots.rebuild(connection, [LAMP], whole=(), recent_max=recent_max)
    return found[LAMP]


def events_up_to(seq: int) -> list[Event]:
    return [event for _, entry in HISTORY for event in entry.events if event.seq <= seq]


async def test_a_snapshot_is_kept_only_while_the_archive_has_every_event_before_it(
    pool: asyncpg.Pool,
) -> None:
    entries = with_snapshots(10, 20, 30)
    await write(pool, entries[:15])
    await write(pool, entries[18:25])
    assert await kept(pool) == [10], "three events before the second one are missing"
    await write(pool, entries[15:18])
    await write(pool, entries[25:])
    assert await kept(pool) == [10, 30]


async def test_of_old_snapshots_one_is_kept_for_a_number_of_events(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "KEPT_EVENTS", 15)
    monkeypatch.setattr(snapshots, "OLD_EVERY", 10)
    for entry in with_snapshots(3, 6, 12, 15, 20, 30):
        await write(pool, [entry])
    assert await kept(pool) == [3, 12, 15, 20, 30]


async def test_a_retraction_finds_the_latest_snapshots_before_all_bids_that_it_may_remove(
    pool: asyncpg.Pool,
) -> None:
    await write(pool, with_snapshots(4, 8, 30, 35, 38, 41))
    found = snapshots.Snapshots(GuardedPool(pool))
    assert [each.seq for each in await found.before(LAMP, 41, ())] == [38, 35, 30]
    # The bidder's first bid is event 6.
    assert [each.seq for each in await found.before(LAMP, 41, [UserId("u3")])] == [4]
    late = [event async for events in found.events(LAMP, 38, 41) for event in events]
    assert late == events_up_to(41)[38:]


async def test_an_item_is_rebuilt_from_its_snapshot_and_the_events_since(
    pool: asyncpg.Pool,
) -> None:
    await write(pool, with_snapshots(30))
    found, whole = await rebuilt(pool, recent_max=20), replay(events_up_to(42))
    assert found.item == whole[0]
    assert found.receipts_after == 30
    assert found.receipts.keys() == {each.bid_id for each in BIDS[28:]}
    assert found.receipts.items() <= whole[1].items()
    assert found.recent == recent(events_up_to(42))[-20:], "older bids are found without replay"


async def test_a_gap_after_the_snapshot_ends_the_history(pool: asyncpg.Pool) -> None:
    await write(pool, with_snapshots(30))
    await pool.execute("DELETE FROM bids WHERE seq = 36")
    await pool.execute("DELETE FROM events WHERE seq = 36")
    assert (await rebuilt(pool)).item.seq == 35


async def test_a_history_without_snapshots_gets_one_before_it_is_rebuilt(
    pool: asyncpg.Pool, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(pool, HISTORY)
    monkeypatch.setattr(snapshots, "PIECE", 7)
    await archive.add_snapshots({LAMP: 3, ItemId("ghost"): 0})
    assert await kept(pool) == [], "it is short"
    monkeypatch.setattr(snapshots, "DISTANCE_MAX", 20)
    await archive.add_snapshots({LAMP: 42})
    assert await kept(pool) == [], "Redis has it all"
    await archive.add_snapshots({LAMP: 3})
    assert await kept(pool) == [42]
    assert (await rebuilt(pool)).item == replay(events_up_to(42))[0]


@pytest.mark.parametrize("piece", [3, 100])
async def test_the_receipts_before_a_snapshot_are_rebuilt_in_pieces(
    pool: asyncpg.Pool, archive: Archive, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    retraction = RetractBid(BidId("ben-900"), Bidder(UserId("ben"), "ben#aaaaa"), Reason.MISTYPED)
    entries = history(*BIDS[:20], bid(900, "ben"), retraction, bid(950, "cem"))
    await write(pool, entries)
    monkeypatch.setattr(snapshots, "PIECE", piece)
    found: dict[BidId, Any] = {}
    async for receipts in archive.receipts(LAMP, 23):
        assert len(receipts) <= piece + 1
        assert not found.keys() & receipts.keys()
        found |= receipts
    events = [event for _, entry in entries for event in entry.events]
    whole = dict(replay(events)[1])
    del whole[BidId("cem-950")]
    assert found == whole
    assert found[BidId("ben-900")].retracted, "a later event retracted it"
    assert [fault async for fault in verify(pool)] == []


async def test_a_bid_id_is_found_among_the_events_before_a_number(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    raised = history(bid(100), bid(150, "ben"))
    await write(pool, raised)
    ids = [BidId("ann-100"), BidId("ben-150"), BidId("new")]
    assert await archive.used_bid_ids(LAMP, ids, 4) == set(ids[:2])
    assert await archive.used_bid_ids(LAMP, ids, 3) == set(ids[:1])
