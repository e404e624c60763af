"""Losses of events: bids of a node that has died, and stores that have forgotten them."""

import asyncpg
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.bidding.settling.records import encode, journal_entry
from server.bidding.settling.settle import Settlement
from server.domain.commands import PlaceBid
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.archive_rows import archived
from tests.integration.bidding.conftest import floor_on, hot_state_at
from tests.nodes import StoreUrls

LAMP = ItemId("lamp")


async def bids_of_a_dead_node(stores: StoreUrls, *bids: tuple[str, int]) -> list[Settlement]:
    """Commit bids on the lamp, each of a user and an amount, through a node that announces none of them."""
    committed: list[Settlement] = []
    async with (
        hot_state_at(stores.redis, trusted=False) as hot_state,
        floor_on(hot_state, committed) as floor,
    ):
        for user, amount in bids:
            bidder = Bidder(UserId(user), f"{user.capitalize()}#{user:0<12.12}")
            await floor.submit(
                LAMP, PlaceBid(BidId(f"{user}-{amount}"), bidder, amount, raise_own=True)
            )
    return committed


async def lose_events(stores: StoreUrls, *, after: int, before: int) -> None:
    """Have both stores forget the lamp's events between two numbers, as they do in a disaster."""
    await archived(stores, "SELECT seq FROM events WHERE item_id = 'lamp'", before - 1)
    connection = await asyncpg.connect(stores.database)
    async with Redis.from_url(stores.redis) as redis, connection.transaction():
        for table in ("bids", "events"):
            await connection.execute(f"DELETE FROM {table} WHERE seq > $1", after)
        await connection.execute("UPDATE items SET seq = $1 WHERE item_id = 'lamp'", after)
        await redis.flushall()
    await connection.close()


async def journal_late(stores: StoreUrls, committed: list[Settlement]) -> None:
    """Have commits reach the journal after their item has begun a later epoch, as a paused node does."""
    async with Redis.from_url(stores.redis) as redis:
        for settlement in committed:
            assert settlement.after is not None
            entry = encode(journal_entry(settlement.after, settlement.events))
            fields = {"entry": entry, "epoch": settlement.epoch}
            await redis.xadd(Keys(1).journal(0), fields)  # type: ignore[arg-type]
