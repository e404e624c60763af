"""Faults of nodes: killed, stopped, and started beside a store that is silent."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import TypeVar

import aiohttp
import asyncpg

from persistence.connecting.connections import UNAVAILABLE
from tests.faults.nodes import LOCK_TTL_S
from tests.faults.programme import SeenError
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis
from tests.nodes import LiveNode
from tests.proxy import REPLIES, REQUESTS, Connection, Hold, Rule, freeze
from tests.timeouts import WAIT_MAX_S, TimeLeft, time_limit

T = TypeVar("T")
COMMIT = (b"EVALSHA", b":journal", b"BidAccepted")
"""The words by which a proxy knows a call that commits a bid, with the lock or as a guess."""
ONLY_IF_LOCKING = b":clock"
"""The word of a call that takes locks, and commits guesses."""
END_OF_BATCH = (b"COMMIT",)
"""The word of the statement by which the archive keeps a batch."""
ACKNOWLEDGEMENT = (b"XACK", b":journal")
"""The words of the call that takes archived entries out of the journal."""
BEFORE_AN_ANSWER_S = 0.1
"""The time in which a node that answers before its commit has answered."""
CLOSED = "SELECT count(*) FROM events WHERE item_id = $1 AND type = 'ItemClosed'"
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
    await _dies_with(scene, COMMIT, after_s=BEFORE_AN_ANSWER_S)


async def a_node_dies_with_a_lock(scene: OneRedis, run: Rush) -> None:
    """Kill a node between the call that took a lock and the commit; the lock is free once it expires."""
    await _dies_with(scene, COMMIT, without=ONLY_IF_LOCKING)


async def a_node_dies_after_its_commit(scene: OneRedis, run: Rush) -> None:
    """Kill a node as its commit is on the way, and deliver the commit; its bids count once."""
    await _dies_with(scene, COMMIT, delivered=True)


async def a_node_dies_in_the_middle_of_a_batch(scene: OneRedis, run: Rush) -> None:
    """Kill a node that has written a batch to the archive, before it commits the batch."""
    await _dies_with(scene, END_OF_BATCH, to_archive=True)


async def a_node_dies_before_its_acknowledgement(scene: OneRedis, run: Rush) -> None:
    """Kill a node whose events are archived and still in the journal; they are archived once."""
    await _dies_with(scene, ACKNOWLEDGEMENT)


async def _dies_with(
    scene: OneRedis,
    words: tuple[bytes, ...],
    *,
    without: bytes | None = None,
    to_archive: bool = False,
    delivered: bool = False,
    after_s: float = 0,
) -> None:
    """Kill a node that sends a call with `words`, which is lost or delivered, and start it again."""
    node, held = scene.victim, Hold()

    async def lose(connection: Connection, chunk: bytes) -> bytes:
        await held(connection, chunk)
        return b""

    proxy = node.to_archive if to_archive else node.to_redis
    rule = Rule(held if delivered else lose, REQUESTS, *words, without=without, times=1)
    with proxy.having(rule):
        await rule.matched.wait()
        await asyncio.sleep(after_s)
        # Not within the rule, which ends with its connection if another fault cuts that.
        if node.runs:
            await node.kill()
        held.release()
    await node.start()


async def all_nodes_die(scene: OneRedis, run: Rush) -> None:
    """Kill every node at once and start them again."""
    await asyncio.gather(*(node.kill() for node in scene.nodes))
    await asyncio.gather(*(node.start() for node in scene.nodes))


async def nodes_are_restarted_in_turn(scene: OneRedis, run: Rush) -> None:
    """End each node with SIGTERM and start it again, one after the other, as an upgrade does."""
    for node in scene.nodes:
        await node.stop()
        await node.start()
        await run.more(20)


async def a_node_is_stopped_across_a_close(scene: OneRedis, run: Rush) -> None:
    """Stop a node while an item ends, whose bids it had; the item is sold once."""
    async with one_close(scene, in_ms=600):
        await scene.victim.pause(1.3 * LOCK_TTL_S)


@asynccontextmanager
async def one_close(scene: OneRedis, *, in_ms: int) -> AsyncIterator[None]:
    """Put up an item that ends soon and has a bid; at the end it has to be closed once, and sold."""
    node = scene.nodes[-1].live
    item_id = await _done(partial(_ends_soon, node, in_ms))
    yield

    async def is_sold() -> bool:
        return bool((await node.get(f"/items/{item_id}"))[1].get("status") == "sold")

    async def closed() -> int:
        connection = await asyncpg.connect(scene.database)
        try:
            return int(await connection.fetchval(CLOSED, item_id))
        finally:
            await connection.close()

    assert await _done(is_sold)
    assert await _done(closed) == 1, f"{item_id} was closed more than once"


async def _ends_soon(node: LiveNode, in_ms: int) -> str:
    item_id = f"closing-{uuid.uuid4().hex[:8]}"
    await node.put_up(item_id)
    status, answer = await node.bid(100, "ann", item_id)
    assert status == HTTPStatus.OK, answer
    await node.end_in(in_ms, item_id)
    return item_id


async def _done(step: Callable[[], Awaitable[T]]) -> T:
    """Repeat a step that another fault may disturb, until it returns something true."""
    error: Exception | None = None
    left = TimeLeft()
    while left.seconds() < 2 * WAIT_MAX_S:
        try:
            if done := await step():
                return done
        except (AssertionError, aiohttp.ClientError, asyncpg.PostgresError, *UNAVAILABLE) as failed:
            error = failed
        await asyncio.sleep(0.05)
    raise SeenError(f"{step} did not come to its end: {error!r}")


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
        async with time_limit(10):
            while sum(run.served[node.live.url, item_id] for item_id in ("lamp", "vase")) == served:
                await asyncio.sleep(0.05)
