"""`SET NX PX` for every bid, retried every 2 ms; a script checks the owner before the release."""

import asyncio
import secrets

from redis.asyncio import Redis

from loadtest.baselines.items import Item, Offer, Refused, accept
from loadtest.baselines.locks.redis_items import RedisItems, lock_key, read_item, write_item
from loadtest.clock import now_ms

TTL_MS = 5_000
WAIT_S = 10
RETRY_S = 0.002
# KEYS[1] the lock, ARGV[1] the owner's token. Returns 1 if the lock was still the owner's, else 0.
RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"


class SetNx(RedisItems):
    """A baseline that settles one bid of an item at a time; the others retry every RETRY_S."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self._release = redis.register_script(RELEASE)

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted; raises Refused, `busy` after WAIT_S."""
        item_id, token = offer.bid.item_id, secrets.token_hex(8)
        await self._acquire(lock_key(item_id), token)
        try:
            item = accept(await read_item(self.redis, item_id), offer, now_ms())
            await write_item(self.redis, item)
        finally:
            await self._release(keys=[lock_key(item_id)], args=[token])
        return item

    async def _acquire(self, key: str, token: str) -> None:
        deadline = asyncio.get_running_loop().time() + WAIT_S
        while not await self.redis.set(key, token, nx=True, px=TTL_MS):
            if asyncio.get_running_loop().time() > deadline:
                raise Refused("busy", "too many bids at once", retry_after_ms=1000)
            await asyncio.sleep(RETRY_S)
