"""A node whose answers wait for a replica: real servers, and a replica that stops, or is promoted."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from server.domain.types import Role
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.redis_servers import AT_ONCE, Server, eventually, follows, server
from tests.timeouts import WAIT_MAX_S

AOF = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")
QUICK = {"durability": "replicated", "bid_timeout_ms": 500, "redis_timeout_ms": 400}


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Server, Server]]:
    """Run a primary and its replica."""
    for name in "ab":
        (tmp_path / name).mkdir()
    async with server(*AOF, *AT_ONCE, folder=tmp_path / "a") as primary:
        follow = ("--replicaof", f"127.0.0.1 {primary.port}")
        async with server(*AOF, *follow, folder=tmp_path / "b") as replica:
            async with Redis(port=replica.port) as client:
                await eventually(lambda: follows(client))
            yield primary, replica


async def test_a_bid_that_no_replica_confirms_is_unknown_and_the_same_bid_is_answered_later(
    stores: StoreUrls, pair: tuple[Server, Server]
) -> None:
    primary, replica = pair
    async with node_here(StoreUrls(primary.url, stores.database), **QUICK) as node:
        await node.put_up()
        assert (await node.bid(150))[0] == HTTPStatus.OK
        replica.process.send_signal(signal.SIGSTOP)
        try:
            async with _nothing_archived(stores.database):
                first = await _bid(node, "first", 200)
                second = await _bid(node, "second", 300)
                status, ready = await node.get("/readyz")
                hidden = await node.get("/items/lamp")
            # The archive has it a moment later, so that no failover can take it back.
            await eventually(lambda: _shows(node, 200))
        finally:
            replica.process.send_signal(signal.SIGCONT)
        assert (first["code"], second["code"]) == ("unknown", "unavailable")
        assert hidden[0] == HTTPStatus.SERVICE_UNAVAILABLE, "no page shows what may be undone"
        assert status == HTTPStatus.SERVICE_UNAVAILABLE
        assert ready["dependencies"]["replica"] == "down: no replica has the latest writes"
        assert ready["durability"] == {"appendfsync": "always", "replicated": True}
        again = await _decided(node, "first", 200)
        assert (again["ok"], again["seq"]) == (True, 4)
        assert (await node.get("/items/lamp"))[1]["price"] == 200  # the second was never decided


@asynccontextmanager
async def _nothing_archived(database: str) -> AsyncIterator[None]:
    """Let nobody write an event to the archive while inside."""
    connection = await asyncpg.connect(database)
    async with connection.transaction():
        await connection.execute("LOCK TABLE events IN EXCLUSIVE MODE")
        yield
    await connection.close()


async def _shows(node: LiveNode, price: int) -> bool:
    status, item = await node.get("/items/lamp")
    return status == HTTPStatus.OK and item["price"] == price


async def _bid(node: LiveNode, bid_id: str, amount: int) -> dict[str, object]:
    bid = {"bid_id": bid_id, "item_id": "lamp", "amount": amount}
    _, answer = await node.post("/bid", bid, node.token("bob", Role.BIDDER))
    return dict(answer)


async def _decided(node: LiveNode, bid_id: str, amount: int) -> dict[str, object]:
    async with asyncio.timeout(WAIT_MAX_S):
        while not (answer := await _bid(node, bid_id, amount))["ok"]:
            await asyncio.sleep(0.05)
    return answer
