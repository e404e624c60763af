"""The scripts: Redis runs those that it knows, and one that it does not know is a sign of a loss."""

import pytest
from redis import ResponseError
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import HotStateUntrusted, Scripts
from tests.nodes import StoreUrls

KEYS = Keys(1)
TRUSTED, DUE = KEYS.trusted(0), KEYS.due(0)


async def test_scripts_are_known_once_they_are_loaded(stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis) as redis:
        await redis.script_flush()
        scripts = Scripts(redis)
        assert not await scripts.are_loaded()
        await scripts.load()
        assert await scripts.are_loaded()
        await redis.set(TRUSTED, "yes")
        assert (await scripts.run("due", [TRUSTED, DUE], [1]))[1:] == [-1]


@pytest.mark.parametrize("loss", ["the script", "the mark"])
async def test_a_loss_is_reported_with_the_call_that_finds_it(stores: StoreUrls, loss: str) -> None:
    losses: list[str] = []
    async with Redis.from_url(stores.redis) as redis:
        scripts = Scripts(redis, untrusted=lambda: losses.append(loss))
        await scripts.load()
        if loss == "the script":
            await redis.set(TRUSTED, "yes")
            await redis.script_flush()
        else:
            await redis.delete(TRUSTED)
        with pytest.raises(HotStateUntrusted):
            await scripts.run("due", [TRUSTED, DUE], [1])
    assert losses == [loss]


async def test_another_error_of_a_script_is_no_loss(stores: StoreUrls) -> None:
    losses: list[str] = []
    async with Redis.from_url(stores.redis) as redis:
        scripts = Scripts(redis, untrusted=lambda: losses.append("lost"))
        await scripts.load()
        await redis.set(TRUSTED, "yes")
        with pytest.raises(ResponseError) as raised:
            await scripts.run("due", [TRUSTED, DUE], ["many"])
    assert not isinstance(raised.value, HotStateUntrusted)
    assert losses == []


async def test_a_script_of_the_restoration_needs_no_loading(stores: StoreUrls) -> None:
    async with Redis.from_url(stores.redis) as redis:
        await redis.script_flush()
        lease = [KEYS.restoring(0), TRUSTED]
        reply: object = await Scripts(redis).run_unloaded("lease", lease, ["nobody", 1_000, 0])
        assert reply == 0
