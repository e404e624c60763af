"""The health of a node on real stores."""

import asyncio
from http import HTTPStatus

from redis.asyncio import Redis

from server.web.health import SHARED_S
from tests.nodes import LiveNode


async def test_health_names_each_dependency(node: LiveNode) -> None:
    assert await node.get("/healthz") == (HTTPStatus.OK, {"alive": True})
    status, body = await node.get("/readyz")
    assert (status, body["ready"]) == (HTTPStatus.OK, True)
    assert body["dependencies"] == {
        "redis": "ok",
        "postgres": "ok",
        "clock": "ok",
        "histories": "ok",
        "rooms": "ok",
        "tasks": "ok",
        "wakeups": "ok",
    }


async def test_a_node_whose_redis_is_full_is_not_ready_and_refuses_bids(node: LiveNode) -> None:
    await node.put_up()
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.config_set("maxmemory", "1")
        try:
            await asyncio.sleep(SHARED_S)
            status, body = await node.get("/readyz")
            bid_status, refusal = await node.bid(150)
        finally:
            await redis.config_set("maxmemory", "0")
    assert (status, body["ready"]) == (HTTPStatus.SERVICE_UNAVAILABLE, False)
    assert body["dependencies"]["redis"] == "down: Redis has reached its maxmemory"
    assert (bid_status, refusal["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
    await asyncio.sleep(SHARED_S)
    assert (await node.get("/readyz"))[0] == HTTPStatus.OK
