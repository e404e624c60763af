"""redis-py's own lock, taken for every bid, with its default delay between two tries (0.1 s)."""

from loadtest.baselines.items import Item, Offer, Refused, accept
from loadtest.baselines.locks.redis_items import RedisItems, lock_key, read_item, write_item
from loadtest.clock import now_ms

TTL_S = 5
WAIT_S = 10


class RedisLock(RedisItems):
    """A baseline that settles one bid of an item at a time; the others poll the lock."""

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused, `busy` after WAIT_S."""
        item_id = offer.bid.item_id
        lock = self.redis.lock(lock_key(item_id), timeout=TTL_S, blocking_timeout=WAIT_S)
        if not await lock.acquire():
            raise Refused("busy", "too many bids at once", retry_after_ms=1000)
        try:
            item = accept(await read_item(self.redis, item_id), offer, now_ms())
            await write_item(self.redis, item)
        finally:
            await lock.release()
        return item
