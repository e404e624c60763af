"""The archive as the faces read it."""

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.migrate import is_current, migrate, migrations
from persistence.verify import verify
from persistence.writer import write
from server.bidding.archive import ArchiveUnavailable
from server.bidding.settling.records import JournalEntry, journal_entry
from server.domain.events import BidAccepted, BidsRetracted, Reason
from server.domain.evolve import evolve, fold
from server.domain.types import UserId
from tests.integration.bidding.conftest import LAMP, listing
from tests.integration.persistence.test_writing import bid, history
from tests.nodes import StoreUrls


async def test_bids_between_two_numbers_are_all_there_or_none_are_given(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await archive.add_listing(listing())
    entries = history(*(bid(100 + 10 * n) for n in range(10)))
    await write(pool, [*entries[:6], *entries[7:]])
    assert await archive.bids_between(LAMP, 2, 12) is None
    complete = await archive.bids_between(LAMP, 7, 10)
    assert complete is not None
    assert [b["seq"] for b in complete] == [8, 9]
    await write(pool, entries[6:7])
    complete = await archive.bids_between(LAMP, 2, 12)
    assert complete is not None
    assert [b["seq"] for b in complete] == list(range(3, 12))


def taken_back(entries: list[tuple[int, JournalEntry]], seq: int, by: str) -> None:
    """Add the entry of a retraction of bid number `seq`, as a node of today or of before writes it."""
    bids = {event.seq: event for _, entry in entries for event in entry.events}
    item = fold(None, tuple(bids.values()))
    assert item is not None
    named = bids[seq]
    assert isinstance(named, BidAccepted)
    event = BidsRetracted(
        seq=item.seq + 1,
        at=9,
        bidder=named.bidder,
        bid_ids=(named.bid_id,),
        reason=Reason.MISTYPED,
        price=100,
        seqs=(seq,) if by == "number" else (),
    )
    entries.append((0, journal_entry(evolve(item, event), (event,))))


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("by", ["number", "bid_id"])
async def test_a_bid_is_shown_as_taken_back_whichever_entry_came_first(
    pool: asyncpg.Pool, archive: Archive, order: int, by: str
) -> None:
    await archive.add_listing(listing())
    entries = history(bid(100), bid(110, "bob"))
    taken_back(entries, 4, by)
    for entry in entries[::order]:
        await write(pool, [entry])
    shown = await archive.bids(LAMP, before=10, limit=10)
    assert [(b["seq"], b["retracted"]) for b in shown] == [(4, True), (3, False)]
    assert await archive.bids_between(LAMP, 2, 5) == shown[::-1]
    assert [row async for row in verify(pool)] == []


async def test_which_bids_were_taken_back_between_two_numbers_is_known(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await archive.add_listing(listing())
    entries = history(bid(100), bid(110, "bob"))
    taken_back(entries, 4, "number")
    await write(pool, entries)
    assert await archive.retracted_between(LAMP, 4, 6) == [4]
    assert await archive.retracted_between(LAMP, 5, 6) == []
    assert await archive.retracted_between(LAMP, 4, 5) == []


async def test_a_handle_and_never_a_user_id_is_shown(pool: asyncpg.Pool, archive: Archive) -> None:
    await archive.add_listing(listing())
    await write(pool, history(bid(100)))
    (shown,) = await archive.bids(LAMP, before=10, limit=10)
    assert shown["bidder"] == "ann#aaaaa"


async def test_a_user_who_is_there_already_stays_as_they_are(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await archive.add_user(UserId("ann"), "Ann#1")
    await archive.add_user(UserId("ann"), "Ann#2")
    assert await pool.fetchval("SELECT handle FROM users WHERE user_id = 'ann'") == "Ann#1"


async def test_an_archive_that_is_gone_is_unavailable(pool: asyncpg.Pool, archive: Archive) -> None:
    pool.terminate()
    with pytest.raises(ArchiveUnavailable):
        await archive.auctions(limit=1)


async def test_migrations_are_numbered_from_one_and_applied_once(stores: StoreUrls) -> None:
    assert [version for version, _, _ in migrations()] == list(range(1, len(migrations()) + 1))
    connection = await asyncpg.connect(stores.database)
    assert await is_current(connection)
    assert await migrate(connection) == []
    await connection.execute("DELETE FROM schema_migrations")
    assert not await is_current(connection)
    await connection.close()
