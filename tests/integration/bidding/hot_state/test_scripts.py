"""The scripts: Redis is sent those that it does not know, and an untrusted shard refuses them all."""

import pytest
from redis import ResponseError
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import HotStateUntrusted, Scripts
from tests.nodes import StoreUrls

KEYS = Keys(1)
TRUSTED, CLOCK, DUE, GROUPS = (*(KEYS.trusted(0), KEYS.clock(0), KEYS.due(0), KEYS.groups(0)),)

DUE_ARGS = (1, 1, 3_000, -1)


async def trust(redis: Redis) -> None:
    """Mark the shard as trusted, as the end of a restoration does."""
    info = await redis.info("replication")
    await redis.set(TRUSTED, info["master_replid"])


async def test_a_script_that_redis_does_not_know_is_sent(stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis) as redis:
        await trust(redis)
        for _ in range(2):
            await redis.script_flush()
            reply = await Scripts(redis).run("due", [TRUSTED, CLOCK, DUE, GROUPS], DUE_ARGS)
            assert reply[1:] == [b"", 0, -1]


@pytest.mark.parametrize("trusted", [None, "0" * 40])
@pytest.mark.parametrize("known", [True, False])
async def test_a_shard_without_the_servers_id_is_reported_with_the_call_that_finds_it(
    stores: StoreUrls, trusted: str | None, known: bool
) -> None:
    losses: list[str] = []
    async with Redis.from_url(stores.redis) as redis:
        scripts = Scripts(redis, untrusted=lambda: losses.append("lost"))
        await trust(redis)
        await scripts.run("due", [TRUSTED, CLOCK, DUE, GROUPS], DUE_ARGS)
        if not known:
            await redis.script_flush()
        if trusted is None:
            await redis.delete(TRUSTED)
        else:
            await redis.set(TRUSTED, trusted)
        with pytest.raises(HotStateUntrusted):
            await scripts.run("due", [TRUSTED, CLOCK, DUE, GROUPS], DUE_ARGS)
    assert losses == ["lost"]


async def test_another_error_of_a_script_is_no_loss(stores: StoreUrls) -> None:
    losses: list[str] = []
    async with Redis.from_url(stores.redis) as redis:
        scripts = Scripts(redis, untrusted=lambda: losses.append("lost"))
        await trust(redis)
        with pytest.raises(ResponseError) as raised:
            await scripts.run("due", [TRUSTED, CLOCK, DUE, GROUPS], ["many", *DUE_ARGS[1:]])
    assert not isinstance(raised.value, HotStateUntrusted)
    assert losses == []
