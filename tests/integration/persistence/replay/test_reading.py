"""The archive is streamed item by item, whatever the batches are."""

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.replay import reading as module
from persistence.replay.reading import Selection, reading
from server.domain.auction import Auction
from server.domain.types import AuctionId, ItemId, UserId
from tests.integration.bidding.conftest import listing
from tests.integration.persistence.histories import bid, history, write


async def read(pool: asyncpg.Pool, selection: Selection | None = None) -> dict[str, list[int]]:
    """Read the numbers of events and bids of each item, and compare their count with them."""
    found: dict[str, list[int]] = {}
    async with reading(pool, selection) as archive:
        async for item in archive.items():
            events = bids = 0
            while rows := await item.events.of(item.item_id, 3):
                events += len(rows)
            while rows := await item.bids.of(item.item_id, 3):
                bids += len(rows)
            found[item.item_id] = [events, bids]
        assert archive.events_count == sum(events for events, _ in found.values())
    return found


async def test_each_item_has_its_own_events_and_bids(
    pool: asyncpg.Pool, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Auction(AuctionId("other"), "Another", UserId("house"), "House#aaaaa", "EUR", 1)
    await archive.add_auction(other)
    for name, bids in (("a", 3), ("b", 0), ("c", 5)):
        await archive.add_listing(listing(ItemId(name)))
        commands = [bid(100 + 10 * number, f"u{number}") for number in range(bids)]
        await write(pool, history(*commands, item_id=ItemId(name)))
    await pool.execute("UPDATE items SET auction_id = 'other' WHERE item_id = 'c'")
    await archive.add_listing(listing(ItemId("unscheduled")))
    whole = {"a": [5, 3], "b": [2, 0], "c": [7, 5], "unscheduled": [0, 0]}
    for rows_max in (1, 2, 500):
        monkeypatch.setattr(module, "ROWS_MAX", rows_max)
        assert await read(pool) == whole
    assert await read(pool, Selection(AuctionId("other"))) == {"c": [7, 5]}
    # The events of an item have the moments 0, 1, 2, ...
    assert await read(pool, Selection(since=4)) == {"a": [5, 3], "c": [7, 5]}
