"""What a node learns of the durability of its Redis."""

import asyncio
from typing import Any, cast

import pytest
from redis import ResponseError
from redis.asyncio import Redis

from server.node.stores.durability import Durability
from tests.timeouts import WAIT_MAX_S

ALWAYS = {"appendonly": "yes", "appendfsync": "always"}
EVERYSEC = {b"appendonly": b"yes", b"appendfsync": b"everysec"}
WITHOUT_FILE = {"appendonly": "no", "appendfsync": "always"}


class FakeRedis:
    """Answers CONFIG GET, or refuses it."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked = asyncio.Event()

    async def config_get(self, *names: str, **where: Any) -> Any:
        self.asked.set()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class FakeCluster(FakeRedis):
    """A cluster, which is asked at all of its primaries."""

    def get_primaries(self) -> None: ...

    async def config_get(self, *names: str, **where: Any) -> Any:
        assert where == {"target_nodes": "primaries"}
        return await super().config_get(*names)


@pytest.mark.parametrize(
    ("redis", "appendfsync"),
    [
        (FakeRedis(ALWAYS), "always"),
        (FakeRedis(EVERYSEC), "everysec"),
        (FakeRedis(WITHOUT_FILE), "off"),
        (FakeRedis({}), "unknown"),
        (FakeRedis(ResponseError("NOPERM")), "unknown"),
        (FakeCluster({"one": ALWAYS, "two": EVERYSEC}), "everysec"),
        (FakeCluster(ALWAYS), "always"),
    ],
)
async def test_the_durability_is_that_of_redis_and_of_the_weakest_primary_of_a_cluster(
    redis: FakeRedis, appendfsync: str
) -> None:
    durability = Durability(cast("Redis", redis), replicated=True)
    assert durability.view() == {"appendfsync": "unknown", "replicated": True}
    async with durability.running(), asyncio.timeout(WAIT_MAX_S):
        await redis.asked.wait()
        await asyncio.sleep(0)
        assert durability.view() == {"appendfsync": appendfsync, "replicated": True}
