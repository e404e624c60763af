"""The baselines' items in Redis."""

import pytest
from redis.asyncio import Redis

from loadtest.baselines.items import Item, Refused
from loadtest.baselines.locks.redis_items import RedisItems, lock_key, read_item, write_item
from tests.nodes import StoreUrls

LAMP = Item("lamp", "sale", "A lamp", start_price=100, step=10, price=100)


async def test_an_item_is_read_as_it_was_written(stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis, decode_responses=True) as redis:
        items = RedisItems(redis)
        await items.add(LAMP)
        assert await items.read("lamp") == LAMP
        opened = await items.open("lamp")
        assert opened.status == "open"
        with pytest.raises(Refused) as refused:
            await items.add(LAMP)
        assert refused.value.code == "invalid"


async def test_only_the_fields_of_a_bid_are_written(stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis, decode_responses=True) as redis:
        await RedisItems(redis).add(LAMP)
        bid = Item("lamp", "sale", "ignored", 100, 10, price=120, seq=1, leader="Ann", at=5)
        await write_item(redis, bid)
        item = await read_item(redis, "lamp")
        assert (item.price, item.seq, item.leader, item.at) == (120, 1, "Ann", 5)
        assert item.title == "A lamp"


async def test_an_unknown_item_is_refused(stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis, decode_responses=True) as redis:
        with pytest.raises(Refused) as refused:
            await read_item(redis, "nothing")
        assert refused.value.code == "not_found"
        assert await redis.exists(lock_key("nothing")) == 0
