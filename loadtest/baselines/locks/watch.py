"""WATCH, MULTI, EXEC: no lock, but a write that fails when the item was written to since it was read."""

from redis import WatchError

from loadtest.baselines.clock import now_ms
from loadtest.baselines.items import Item, Offer, Refused, accept
from loadtest.baselines.locks.redis_items import RedisItems, item_key, read_item, write_item

TRIES_MAX = 1_000


class Watch(RedisItems):
    """Hopes that nobody else is bidding, finds out, and starts again."""

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
