"""Redis' own clock jumps: an hour ahead, ten minutes behind, and back, in a restart and a failover."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.archive_rows import archived
from tests.faults.wrong_clock import WrongClock
from tests.nodes import LiveNode, StoreUrls, free_port, node_here
from tests.redis_servers import Server, eventually, redis_with_sentinel, server

HOUR_S, TEN_MINUTES_S = 3_600, 600
TEN_MINUTES_MS = 600_000
CLOSE_MS = 60_000
"""Times that are closer than this are the same, and a machine of any speed is closer."""
MOMENTS = "SELECT at FROM events WHERE item_id = 'lamp' ORDER BY seq"


@dataclass(slots=True)
class Scene:
    """Nodes on a Redis whose clock can be set."""

    nodes: list[LiveNode]
    clock: WrongClock
    redis: Server
    folder: Path
    stack: AsyncExitStack
    running: AsyncExitStack
    """The nodes that run."""

    @property
    def stores(self) -> StoreUrls:
        return self.nodes[0].stores

    async def node(self) -> LiveNode:
        """Start one more node."""
        node = await self.running.enter_async_context(node_here(self.stores))
        self.nodes.append(node)
        return node

    async def end_all(self) -> None:
        """End all nodes."""
        await self.running.aclose()

    async def restart_redis(self) -> None:
        """Kill Redis and start it again on its files."""
        await self.redis.kill()
        self.redis = await redis_at(self.redis.port, self.folder, self.clock, self.stack)


async def redis_at(port: int, folder: Path, clock: WrongClock, stack: AsyncExitStack) -> Server:
    durable = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")
    started = server(*durable, folder=folder, port=port, environment=clock.environment)
    return await stack.enter_async_context(started)


@pytest.fixture
async def scene(stores: StoreUrls, tmp_path: Path) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        clock = WrongClock(tmp_path)
        redis = await redis_at(free_port(), tmp_path, clock, stack)
        running = await stack.enter_async_context(AsyncExitStack())
        urls = StoreUrls(redis.url, stores.database)
        nodes = [await running.enter_async_context(node_here(urls)) for _ in range(2)]
        yield Scene(nodes, clock, redis, tmp_path, stack, running)


async def clock_line(node: LiveNode) -> str:
    """Return the state of Redis' clock in `/readyz`."""
    _, body = await node.get("/readyz")
    return str(body["dependencies"]["clock"])


async def shown(nodes: list[LiveNode], words: str) -> None:
    """Wait until every node shows the state of Redis' clock in these words."""

    async def are_shown() -> bool:
        return all([words in await clock_line(node) for node in nodes])

    await eventually(are_shown)


async def accepted(node: LiveNode, amount: int) -> None:
    """Bid; the bid must be accepted."""
    status, answer = await node.bid(amount)
    assert status == HTTPStatus.OK, answer


async def lamp(node: LiveNode) -> Any:
    """Return the lamp, whose time must be the true one."""
    _, item = await node.get("/items/lamp")
    assert abs(item["server_time"] - time.time() * 1000) < CLOSE_MS, item
    return item


async def sold(node: LiveNode) -> None:
    """Wait until the lamp is sold."""

    async def is_sold() -> bool:
        return bool((await lamp(node))["status"] == "sold")

    await eventually(is_sold)


async def moments(node: LiveNode) -> list[int]:
    """Return the moments of the lamp's events in the archive."""
    _, item = await node.get("/items/lamp")
    rows = await archived(node.stores, MOMENTS, item["seq"])
    return [row["at"] for row in rows]


async def test_an_item_with_ten_minutes_to_go_is_not_sold_an_hour_early(scene: Scene) -> None:
    one, other = scene.nodes
    await one.put_up()
    ends_at = await one.end_in(TEN_MINUTES_MS)
    await accepted(one, 100)
    scene.clock.set(HOUR_S)
    await shown(scene.nodes, "down: Redis' clock is 3600 s ahead")
    await accepted(one, 200)
    await accepted(other, 300)
    late = await scene.node()
    await accepted(late, 400)
    await shown([late], "3600 s ahead")
    for node in scene.nodes:
        item = await lamp(node)
        assert (item["status"], item["ends_at"]) == ("open", ends_at)
    # The host's clock is repaired.
    scene.clock.set(0)
    await shown(scene.nodes, "ok")
    await accepted(other, 500)
    await one.command("lamp", "close")
    assert (await lamp(late))["status"] == "sold"
    at = await moments(one)
    assert at == sorted(at)


async def test_closings_do_not_wait_for_a_clock_that_went_back(scene: Scene) -> None:
    one, other = scene.nodes
    await one.put_up()
    await accepted(one, 100)
    async with Redis.from_url(scene.redis.url) as redis:
        # A node that has died holds the lock.
        await redis.set("{s00}:lock:lamp", "dead", px=1_000)
    scene.clock.set(-TEN_MINUTES_S)
    await shown(scene.nodes, "down: Redis' clock is 600 s behind")
    await accepted(other, 200)
    await one.end_in(500)
    await sold(other)
    at = await moments(one)
    assert at == sorted(at)
    assert at[-1] - at[0] < CLOSE_MS


async def test_a_redis_that_restarts_ten_minutes_behind_goes_on_with_the_measured_time(
    scene: Scene,
) -> None:
    one, other = scene.nodes
    await one.put_up()
    await one.end_in(3_000)
    await accepted(one, 100)
    scene.clock.set(-TEN_MINUTES_S)
    await scene.restart_redis()
    await shown(scene.nodes, "600 s behind")
    await sold(other)
    at = await moments(one)
    assert at == sorted(at)


async def test_a_replica_with_another_clock_goes_on_with_the_measured_time(
    stores: StoreUrls, tmp_path: Path
) -> None:
    clock = WrongClock(tmp_path)
    clock.set(HOUR_S)
    async with (
        redis_with_sentinel(replica_environment=clock.environment) as (url, primary, replica),
        node_here(StoreUrls(url, stores.database)) as node,
    ):
        await node.put_up()
        await node.end_in(TEN_MINUTES_MS)
        await accepted(node, 100)
        async with Redis.from_url(primary.url) as redis:
            await redis.wait(1, 5_000)
        await primary.kill()
        await shown([node], "3600 s ahead")
        await accepted(node, 200)
        assert (await lamp(node))["status"] == "open"
        assert await replica_is_ahead(replica)


async def replica_is_ahead(replica: Server) -> bool:
    async with Redis.from_url(replica.url) as redis:
        seconds, _ = await redis.time()
    return bool(abs(seconds - time.time() - HOUR_S) < CLOSE_MS / 1_000)


async def test_nodes_that_have_all_begun_with_a_wrong_time_go_on_with_it_until_it_is_deleted(
    scene: Scene,
) -> None:
    one, _ = scene.nodes
    await one.put_up()
    ends_at = await one.end_in(TEN_MINUTES_MS)
    await accepted(one, 100)
    # No node notices the jump.
    await scene.end_all()
    scene.clock.set(HOUR_S)
    nodes = [await scene.node() for _ in range(2)]
    await accepted(nodes[0], 200)
    await shown(nodes, "ok")
    scene.clock.set(0)
    await shown(nodes, "down: Redis' clock is 3600 s behind")
    await accepted(nodes[1], 300)
    _, item = await nodes[0].get("/items/lamp")
    assert abs(item["ends_at"] - ends_at - HOUR_S * 1000) < CLOSE_MS
    # The remedy of the operations page.
    await scene.end_all()
    async with Redis.from_url(scene.redis.url) as redis:
        await redis.hdel("{s00}:clock", "correction", "overruled", "set_at")
    node = await scene.node()
    await accepted(node, 400)
    await shown([node], "ok")
    assert (await lamp(node))["status"] == "open"
    at = await moments(node)
    assert at == sorted(at)


async def test_a_redis_that_was_stopped_has_not_jumped(scene: Scene) -> None:
    one, _ = scene.nodes
    await one.put_up()
    scene.redis.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(1.5)
    scene.redis.process.send_signal(signal.SIGCONT)

    async def bids_again() -> bool:
        return bool((await one.bid(100))[0] == HTTPStatus.OK)

    await eventually(bids_again)
    for node in scene.nodes:
        assert node.here is not None
        assert node.here.core.hot_state.timed.jumps == 0
