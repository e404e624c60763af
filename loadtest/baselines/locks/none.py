"""No lock: read, compare, write.

Between the read and the write others do the same with the same price. All of them are accepted, and
the last to write, not the highest, leads.
"""

from loadtest.baselines.clock import now_ms
from loadtest.baselines.items import Item, Offer, accept
from loadtest.baselines.locks.redis_items import RedisItems, read_item, write_item


class NoLock(RedisItems):
    """Hopes that nobody else is bidding."""

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused."""
        item = accept(await read_item(self.redis, offer.bid.item_id), offer, now_ms())
        await write_item(self.redis, item)
        return item
