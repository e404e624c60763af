"""Items in Redis, one hash each: the base of all baselines but `rowlock`. Each adds its `settle`."""

from typing import Any

import msgspec
from redis.asyncio import Redis

from loadtest.baselines.items import Item, Refused


class RedisItems:
    """The store of items in Redis."""

    stores_bids = False
    """The queue writes the bids into PostgreSQL."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def add(self, item: Item) -> None:
        """Add an item; raises Refused `invalid` if its id is taken."""
        key = item_key(item.item_id)
        if await self.redis.exists(key):
            raise Refused("invalid", "this item_id is already taken")
        fields: dict[Any, Any] = msgspec.structs.asdict(item)
        await self.redis.hset(key, mapping=fields)

    async def open(self, item_id: str) -> Item:
        """Open an item; raises Refused `not_found`."""
        await self.read(item_id)
        await self.redis.hset(item_key(item_id), "status", "open")
        return await self.read(item_id)

    async def read(self, item_id: str) -> Item:
        """Return an item; raises Refused `not_found`."""
        return await read_item(self.redis, item_id)


async def read_item(redis: Redis, item_id: str) -> Item:
    """Return an item; raises Refused `not_found`."""
    return item_of(await redis.hgetall(item_key(item_id)))


async def write_item(redis: Redis, item: Item) -> None:
    """Write the fields that a bid changes."""
    changed: dict[Any, Any] = {
        "price": item.price,
        "seq": item.seq,
        "leader": item.leader,
        "at": item.at,
    }
    await redis.hset(item_key(item.item_id), mapping=changed)


def item_of(fields: dict[Any, Any]) -> Item:
    """Return the item of a hash's fields; raises Refused `not_found` if there are none."""
    if not fields:
        raise Refused("not_found", "there is no such item")
    return msgspec.convert(fields, Item, strict=False)


def item_key(item_id: str) -> str:
    """Return the key of an item's hash."""
    return f"baseline:item:{item_id}"


def lock_key(item_id: str) -> str:
    """Return the key of an item's lock."""
    return f"baseline:lock:{item_id}"
