"""One script per bid (`bid.lua`), which Redis runs atomically."""

from pathlib import Path

from redis.asyncio import Redis

from loadtest.baselines.items import Item, Offer, check
from loadtest.baselines.locks.redis_items import RedisItems, item_key, item_of

SCRIPT = Path(__file__).with_name("bid.lua").read_text()


class Lua(RedisItems):
    """A baseline that never waits for a lock; its rule exists twice, in Python and in the script."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self._bid = redis.register_script(SCRIPT)

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused."""
        keys = [item_key(offer.bid.item_id)]
        accepted, fields = await self._bid(keys, [offer.bid.amount, offer.bidder.handle])
        item = item_of(dict(zip(fields[::2], fields[1::2], strict=True)))
        if not accepted:
            check(item, offer.bid)
            raise AssertionError("the script and `check` refuse the same bids")
        return item
