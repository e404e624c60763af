"""The archive as the faces read it."""

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.migrate import is_current, migrate, migrations
from persistence.writer import write
from server.contract.errors import Refused
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
    with pytest.raises(Refused, match="unavailable"):
        await archive.auctions(limit=1)


async def test_migrations_are_numbered_from_one_and_applied_once(stores: StoreUrls) -> None:
    assert [version for version, _, _ in migrations()] == list(range(1, len(migrations()) + 1))
    connection = await asyncpg.connect(stores.database)
    assert await is_current(connection)
    assert await migrate(connection) == []
    await connection.execute("DELETE FROM schema_migrations")
    assert not await is_current(connection)
    await connection.close()
