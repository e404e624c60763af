"""Faults of nodes: killed, stopped, and started beside a store that is silent."""

import asyncio

from tests.faults.nodes import LOCK_TTL_S
from tests.faults.programme import SeenError
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis
from tests.proxy import REPLIES, REQUESTS, Action, Connection, Hold, Rule, freeze

COMMIT = (b"EVALSHA", b":journal", b"BidAccepted")
"""The words by which a proxy knows a call that commits a bid, with the lock or as a guess."""
BEFORE_AN_ANSWER_S = 0.1
"""The time in which a node that answers before its commit has answered."""
HELD_MS = 600
"""How long somebody else holds a lock."""


async def a_holder_is_stopped(scene: OneRedis, run: Rush) -> None:
    """Stop a node for longer than a lock lasts, most likely in the middle of a round."""
    await scene.victim.pause(1.3 * LOCK_TTL_S)


async def a_node_dies(scene: OneRedis, run: Rush) -> None:
    """Kill a node and start it again."""
    node = scene.victim
    await node.kill()
    await node.start()


async def a_node_dies_before_its_commit(scene: OneRedis, run: Rush) -> None:
    """Kill a node as its commit is on the way, and lose the commit; no bid of it may be answered."""
    node = scene.victim

    async def die(connection: Connection, chunk: bytes) -> bytes:
        await asyncio.sleep(BEFORE_AN_ANSWER_S)
        await node.kill()
        return b""

    await _while_dying(scene, die)


async def a_node_dies_after_its_commit(scene: OneRedis, run: Rush) -> None:
    """Kill a node as its commit is on the way, and deliver the commit; its bids count once."""
    node = scene.victim

    async def die(connection: Connection, chunk: bytes) -> bytes:
        await node.kill()
        return chunk

    await _while_dying(scene, die)


async def _while_dying(scene: OneRedis, die: Action) -> None:
    for node in scene.nodes[:-1]:
        rule = node.to_redis.add(Rule(die, REQUESTS, *COMMIT, times=1))
        await rule.matched.wait()
        while node.runs:
            await asyncio.sleep(0.01)
        node.to_redis.remove(rule)
        await node.start()


async def all_nodes_die(scene: OneRedis, run: Rush) -> None:
    """Kill every node at once and start them again."""
    await asyncio.gather(*(node.kill() for node in scene.nodes))
    await asyncio.gather(*(node.start() for node in scene.nodes))


async def a_commit_arrives_late(scene: OneRedis, run: Rush) -> None:
    """Hold a commit until its lock has expired and the other node has committed; then deliver it."""
    node, late = scene.victim, Hold()
    rule = Rule(late, REQUESTS, *COMMIT, times=1)
    with node.to_redis.having(rule):
        await rule.matched.wait()
        await asyncio.sleep(1.2 * LOCK_TTL_S)
        await run.more(20)
        late.release()
        await run.more(20)


async def a_late_commit_finds_the_lock_taken(scene: OneRedis, run: Rush) -> None:
    """Hold a commit until somebody else has the lock, then deliver it; it must leave the lock alone."""
    node, late = scene.victim, Hold()
    rule = Rule(late, REQUESTS, *COMMIT, times=1)
    async with scene.client() as redis:
        with node.to_redis.having(rule):
            await rule.matched.wait()
            locks = [f"{{s00}}:lock:{item_id}" for item_id in ("lamp", "vase")]
            for lock in locks:
                await redis.set(lock, "somebody else", px=HELD_MS)
            late.release()
            await asyncio.sleep(HELD_MS / 3000)
            holders = [await redis.get(lock) for lock in locks]
    if holders != [b"somebody else"] * 2:
        raise SeenError(f"a late commit released a lock that it did not hold: {holders}")


async def a_node_starts_beside_a_silent_redis(scene: OneRedis, run: Rush) -> None:
    """Restart a node while its connection to Redis carries no replies, for 2 s."""
    node, silent = scene.victim, Rule(freeze, REPLIES)
    await node.kill()
    with node.to_redis.having(silent):
        starting = asyncio.create_task(node.start())
        await asyncio.sleep(2)
    await starting


async def a_node_starts_beside_a_silent_archive(scene: OneRedis, run: Rush) -> None:
    """Restart a node while its connection to PostgreSQL carries no replies; it serves all the same."""
    node, silent = scene.victim, Rule(freeze, REPLIES)
    await node.kill()
    with node.to_archive.having(silent):
        await node.start()
        served = sum(run.served[node.live.url, item_id] for item_id in ("lamp", "vase"))
        async with asyncio.timeout(10):
            while sum(run.served[node.live.url, item_id] for item_id in ("lamp", "vase")) == served:
                await asyncio.sleep(0.05)
