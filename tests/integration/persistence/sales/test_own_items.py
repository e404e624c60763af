"""A user's own items in the archive."""

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.own_items import OwnItems
from server.bidding.archive import NotInArchive
from server.domain.commands import CloseItem
from server.domain.types import ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.histories import bid, history, write

ANN, BOB = UserId("ann"), UserId("bob")


@pytest.fixture
def own(guarded: GuardedPool) -> OwnItems:
    return OwnItems(guarded)


async def put_up(archive: Archive, *names: str) -> list[ItemId]:
    item_ids = [ItemId(name) for name in names]
    for item_id in item_ids:
        await archive.add_listing(listing(item_id))
    return item_ids


async def test_items_that_a_user_has_bid_on_come_with_the_latest_bid_first(
    own: OwnItems, archive: Archive, pool: asyncpg.Pool
) -> None:
    await put_up(archive, "a", "b", "c")
    await pool.execute("INSERT INTO users VALUES ('ann', 'Ann'), ('bob', 'Bob')")
    rows = [("a", 3, "ann", 10), ("b", 3, "ann", 20), ("a", 4, "ann", 30), ("c", 3, "bob", 40)]
    for item_id, seq, bidder, at in rows:
        await pool.execute(
            "INSERT INTO bids (item_id, seq, bid_id, bidder, amount, at, auto)"
            " VALUES ($1, $2, $3, $4, 100, $5, false)",
            *(item_id, seq, f"{item_id}{seq}", bidder, at),
        )
    assert await own.bids(ANN, None, limit=9) == [("a", 30), ("b", 20)]
    assert await own.bids(ANN, None, limit=1) == [("a", 30)]
    assert await own.bids(ANN, ItemId("a"), limit=9) == [("b", 20)]
    assert await own.bids(UserId("cem"), None, limit=9) == []


@pytest.mark.usefixtures("lamp")
async def test_wins_come_with_their_outcome_and_its_moment(
    own: OwnItems, pool: asyncpg.Pool
) -> None:
    await write(pool, history(bid(100), bid(110, "bob"), CloseItem(HOUSE)))
    ((outcome, _),) = await own.wins(BOB, None, limit=9)
    assert (outcome.listing.item_id, outcome.winners[0].amount) == (LAMP, 110)
    assert await own.wins(ANN, None, limit=9) == []
    assert await own.wins(BOB, LAMP, limit=9) == []


async def test_a_watchlist_is_bounded_and_read_page_by_page(
    own: OwnItems, archive: Archive
) -> None:
    first, second, third = await put_up(archive, "a", "b", "c")
    for at, item_id in enumerate((first, second, first)):
        assert await own.watch(ANN, item_id, at, items_max=2)
    assert not await own.watch(ANN, third, 5, items_max=2)
    assert await own.watch(BOB, third, 5, items_max=2)
    assert await own.watched(ANN, None, limit=9) == [second, first]
    assert await own.watched(ANN, second, limit=9) == [first]
    await own.unwatch(ANN, second)
    assert await own.watched(ANN, None, limit=9) == [first]
    with pytest.raises(NotInArchive):
        await own.watch(ANN, ItemId("ghost"), 5, items_max=2)
