"""Clients of Redis by URL."""

from typing import Any

import pytest
from redis import RedisError

from server.node.redis.client import open_redis


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:1?unknown=1",
        "redis://127.0.0.1:1?protocol=9",
        "redis://127.0.0.1:1?db=x",
        "redis+sentinel://127.0.0.1:1/main",
        "redis+sentinel://127.0.0.1:1/x/main",
        "redis+sentinel://127.0.0.1/0/main",
        "redis+cluster://",
        "redis+cluster://127.0.0.1",
    ],
)
async def test_a_url_that_names_no_redis_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|Sentinel"):
        async with open_redis(url, timeout_ms=1_000):
            pytest.fail("opened")


async def test_parameters_of_a_url_take_the_place_of_defaults() -> None:
    async with open_redis("redis://127.0.0.1:1?max_connections=5", timeout_ms=1_000) as redis:
        assert redis.connection_pool.max_connections == 5


async def test_a_cluster_that_is_not_reachable_is_a_redis_error() -> None:
    async with open_redis("redis+cluster://127.0.0.1:1", timeout_ms=1_000) as redis:
        with pytest.raises(RedisError):
            await redis.ping()
        pipe: Any = redis.pipeline(transaction=False)
        with pytest.raises(RedisError):
            await pipe.__aenter__()
        with pytest.raises(RedisError):
            await pipe.execute_command("PING").execute()
