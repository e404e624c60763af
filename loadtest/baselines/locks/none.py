"""No lock: read, compare, write.

Between the read and the write, other bids read the same price. All of them are accepted, and the last one
written leads, which need not be the highest.
"""

from loadtest.baselines.items import Item, Offer, accept
from loadtest.baselines.locks.redis_items import RedisItems, read_item, write_item
from loadtest.clock import now_ms


class NoLock(RedisItems):
    """A baseline that loses updates when bids are concurrent."""

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused."""
        item = accept(await read_item(self.redis, offer.bid.item_id), offer, now_ms())
        await write_item(self.redis, item)
        return item
