"""`SELECT ... FOR UPDATE` in PostgreSQL: an item's row is its lock, and nothing is cached."""

import asyncpg
import msgspec

from loadtest.baselines.items import Item, Offer, Refused, accept
from loadtest.baselines.queue import INSERT, row_of
from loadtest.clock import now_ms

LOCK = "SELECT * FROM baseline_items WHERE item_id = $1 FOR UPDATE"
WRITE = "UPDATE baseline_items SET price = $2, seq = $3, leader = $4, at = $5 WHERE item_id = $1"
ADD = "INSERT INTO baseline_items VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
OPEN = "UPDATE baseline_items SET status = 'open' WHERE item_id = $1 RETURNING *"
READ = "SELECT * FROM baseline_items WHERE item_id = $1"


class RowLock:
    """A baseline whose bids queue for a row lock in PostgreSQL."""

    stores_bids = True
    """A bid is stored in PostgreSQL before it is acknowledged."""

    def __init__(self, database: asyncpg.Pool) -> None:
        self._database = database

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused."""
        async with self._database.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(LOCK, offer.bid.item_id)
            item = accept(_item(row), offer, now_ms())
            changed = (item.price, item.seq, item.leader, item.at)
            await connection.execute(WRITE, item.item_id, *changed)
            await connection.execute(INSERT, *row_of(item, offer))
        return item

    async def add(self, item: Item) -> None:
        """Add an item; raises Refused `invalid` if its id is taken."""
        try:
            await self._database.execute(ADD, *msgspec.structs.astuple(item))
        except asyncpg.UniqueViolationError:
            raise Refused("invalid", "this item_id is already taken") from None

    async def open(self, item_id: str) -> Item:
        """Open an item; raises Refused `not_found`."""
        return _item(await self._database.fetchrow(OPEN, item_id))

    async def read(self, item_id: str) -> Item:
        """Return an item; raises Refused `not_found`."""
        return _item(await self._database.fetchrow(READ, item_id))


def _item(row: asyncpg.Record | None) -> Item:
    if row is None:
        raise Refused("not_found", "there is no such item")
    return Item(**row)
