"""WATCH, MULTI, EXEC: a write without a lock, which fails if the item has changed since it was read."""

from redis import WatchError

from loadtest.baselines.items import Item, Offer, Refused, accept
from loadtest.baselines.locks.redis_items import RedisItems, item_key, read_item, write_item
from loadtest.clock import now_ms

TRIES_MAX = 1_000


class Watch(RedisItems):
    """A baseline that detects concurrent bids and retries."""

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused, `busy` after TRIES_MAX."""
        async with self.redis.pipeline() as pipe:
            for _ in range(TRIES_MAX):
                try:
                    await pipe.watch(item_key(offer.bid.item_id))
                    item = accept(await read_item(pipe, offer.bid.item_id), offer, now_ms())
                    pipe.multi()  # type: ignore[no-untyped-call]
                    await write_item(pipe, item)
                    await pipe.execute()
                except WatchError:
                    continue
                return item
        raise Refused("busy", "too many bids at once", retry_after_ms=1000)
