"""Faults of Redis and of the network before it."""

import asyncio
import os
import signal
import uuid
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from pathlib import Path

from redis.asyncio import Redis

from tests.faults.kinds.on_nodes import COMMIT
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis
from tests.nodes import LiveNode
from tests.proxy import REPLIES, REQUESTS, LoseReply, Rule, delay, freeze, reset, swallow
from tests.redis_servers import eventually, execute

LARGE_SALE, AT_ONCE = 100, 10
CUT_BYTES = 50_000
"""The end of Redis' file that a power cut takes: some tens of commits."""


async def redis_restarts(scene: OneRedis, run: Rush) -> None:
    """Kill Redis and restart it on its files, into which it has written every answer."""
    async with scene.client() as redis:
        await redis.config_set("appendfsync", "always")
    await scene.restart_redis()


async def redis_dies_between_two_syncs(scene: OneRedis, run: Rush) -> None:
    """Let Redis write to disk every second only, then kill it and restart it on its files.

    While the disk syncs, Redis keeps what it has answered in its memory, for two seconds at most.
    """
    async with scene.client() as redis:
        await redis.config_set("appendfsync", "everysec")
    await run.more(20)
    await scene.restart_redis()


async def redis_pauses(scene: OneRedis, run: Rush) -> None:
    """Stop Redis for longer than a bid may wait."""
    scene.redis.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(2.5)
    scene.redis.process.send_signal(signal.SIGCONT)


async def redis_is_full(scene: OneRedis, run: Rush) -> None:
    """Let Redis reach its maxmemory for a second."""
    async with scene.client() as redis:
        await redis.config_set("maxmemory", 1)
        await asyncio.sleep(1)
        await redis.config_set("maxmemory", 0)


async def scripts_are_flushed(scene: OneRedis, run: Rush) -> None:
    """Flush the scripts and functions of Redis, twice."""
    async with scene.client() as redis:
        for _ in range(2):
            await redis.script_flush()
            await execute(redis, "FUNCTION FLUSH")
            await asyncio.sleep(0.2)


async def connections_are_cut(scene: OneRedis, run: Rush) -> None:
    """Close every connection to Redis, including those of subscribers."""
    async with scene.client() as redis:
        await redis.client_kill_filter(_type="normal", skipme=True)
        await redis.client_kill_filter(_type="pubsub")


async def subscribers_are_cut_again_and_again(scene: OneRedis, run: Rush) -> None:
    """Close the connections of subscribers for a second."""
    async with scene.client() as redis:
        for _ in range(10):
            await redis.client_kill_filter(_type="pubsub")
            await asyncio.sleep(0.1)


async def redis_is_emptied_once_all_is_archived(scene: OneRedis, run: Rush) -> None:
    """Flush Redis when the archive has every event, so that nothing can be lost."""
    async with run.paused():
        await scene.all_is_archived()
        async with scene.client() as redis:
            await redis.flushall()


async def redis_is_emptied_in_a_large_sale(scene: OneRedis, run: Rush) -> None:
    """Flush Redis beside LARGE_SALE other items; the items with waiting bids come back first."""
    node, prefix = scene.nodes[-1].live, uuid.uuid4().hex[:8]
    others = [f"{prefix}-{number}" for number in range(LARGE_SALE)]
    for first in range(0, LARGE_SALE, AT_ONCE):
        await asyncio.gather(*(node.put_up(each) for each in others[first : first + AT_ONCE]))
    async with run.paused(), scene.client() as redis:
        await eventually(partial(_journal_is_empty, redis))
        await redis.flushall()
    await run.more(20)
    for each in others:
        await eventually(partial(_is_open, node, each))


async def redis_is_emptied_behind_an_answer(scene: OneRedis, run: Rush) -> None:
    """Flush Redis in the middle of the rush. The nodes restore what is not archived yet."""
    async with scene.client() as redis:
        await redis.flushall()


async def a_node_that_knows_lost_bids_comes_back_late(scene: OneRedis, run: Rush) -> None:
    """Flush Redis while the node that knows unarchived bids is stopped; it goes on after the restoration.

    Its bids are too late for the history, and have to be named.
    """
    node = scene.victim
    with ExitStack() as stack:
        for each in scene.nodes:
            stack.enter_context(each.to_archive.having(Rule(freeze, REPLIES)))
        await run.more(20)
        node.process.process.send_signal(signal.SIGSTOP)
        async with scene.client() as redis:
            await redis.flushall()
    await run.more(20)
    await asyncio.sleep(1)
    node.process.process.send_signal(signal.SIGCONT)
    await asyncio.sleep(1)


async def redis_loses_its_last_seconds(scene: OneRedis, run: Rush) -> None:
    """Restart Redis on a file without its end, as after a power cut with `everysec`."""
    await scene.restart_redis(_cut_the_end)


async def _cut_the_end(folder: Path) -> None:
    files = await asyncio.to_thread(lambda: sorted(folder.rglob("*.incr.aof")))
    size = files[-1].stat().st_size
    os.truncate(files[-1], max(0, size - CUT_BYTES))


async def commit_replies_are_lost(scene: OneRedis, run: Rush) -> None:
    """Reset the connection in place of the reply to a commit, three times on each node."""
    with ExitStack() as stack:
        rules = [Rule(LoseReply(), REQUESTS, *COMMIT, times=3) for _ in scene.nodes]
        for node, rule in zip(scene.nodes, rules, strict=True):
            stack.enter_context(node.to_redis.having(rule))
        while any(rule.matches < 3 for rule in rules):
            await asyncio.sleep(0.01)


async def a_node_is_cut_off(scene: OneRedis, run: Rush) -> None:
    """Leave a node's connections to Redis half-open for 1.5 s, and new ones as well."""
    with scene.victim.to_redis.having(Rule(freeze, REQUESTS)):
        await asyncio.sleep(1.5)


async def connections_are_forgotten(scene: OneRedis, run: Rush) -> None:
    """Leave the connections to Redis half-open for good, as a firewall may do; new ones work."""
    for node in scene.nodes:
        node.to_redis.forget()


async def replies_vanish(scene: OneRedis, run: Rush) -> None:
    """Let requests of a node reach Redis, and no reply come back, for 1.5 s."""
    with scene.victim.to_redis.having(Rule(swallow, REPLIES)):
        await asyncio.sleep(1.5)


async def replies_are_reset(scene: OneRedis, run: Rush) -> None:
    """Reset connections in place of twenty replies to a node."""
    rule = Rule(reset, REPLIES, times=20)
    with scene.victim.to_redis.having(rule):
        while rule.matches < 20:
            await asyncio.sleep(0.01)


async def the_network_is_slow(scene: OneRedis, run: Rush) -> None:
    """Add 50 ms to each way between a node and Redis, for a second."""
    slow = delay(0.05)
    with scene.victim.to_redis.having(Rule(slow, REQUESTS), Rule(slow, REPLIES)):
        await asyncio.sleep(1)


async def redis_hangs_up(scene: OneRedis, run: Rush) -> None:
    """Reset a node's connections, then accept new ones and hang up, for 2 s."""
    proxy = scene.victim.to_redis
    proxy.hang_up()
    proxy.reset()
    await asyncio.sleep(2)
    proxy.hangs_up = False


async def redis_hangs_up_on_every_node(scene: OneRedis, run: Rush) -> None:
    """The same for all nodes at once, as when a balancer before Redis restarts."""
    proxies = [node.to_redis for node in scene.nodes]
    for proxy in proxies:
        proxy.hang_up()
        proxy.reset()
    await asyncio.sleep(2)
    for proxy in proxies:
        proxy.hangs_up = False


async def _journal_is_empty(redis: Redis) -> bool:
    return not await redis.xlen("{s00}:journal")


async def _is_open(node: LiveNode, item_id: str) -> bool:
    status, item = await node.get(f"/items/{item_id}")
    return status == HTTPStatus.OK and item["status"] == "open"
