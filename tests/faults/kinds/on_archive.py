"""Faults of PostgreSQL and of the network before it. Bids go on through all of them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import asyncpg

from tests.faults.programme import SeenError
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis
from tests.proxy import REPLIES, REQUESTS, LoseReply, Rule, freeze

COMMIT = b"COMMIT"


async def archive_commit_replies_are_lost(scene: OneRedis, run: Rush) -> None:
    """Lose the reply to PostgreSQL's COMMIT three times on each node: the batch is written again."""
    rules = [Rule(LoseReply(), REQUESTS, COMMIT, times=3) for _ in scene.nodes]
    with _having(scene, rules):
        while any(rule.matches < 3 for rule in rules):
            await asyncio.sleep(0.01)


async def the_archive_freezes(scene: OneRedis, run: Rush) -> None:
    """Leave every connection to PostgreSQL half-open for 3 s: no reply, no error."""
    with _having(scene, [Rule(freeze, REPLIES) for _ in scene.nodes]):
        await _bids_go_on(run, 3)


async def the_archive_hangs_up(scene: OneRedis, run: Rush) -> None:
    """Reset the connections to PostgreSQL, then accept new ones and hang up, for 2 s."""
    for node in scene.nodes:
        node.to_archive.hang_up()
        node.to_archive.reset()
    await _bids_go_on(run, 2)
    for node in scene.nodes:
        node.to_archive.hangs_up = False


async def the_archive_is_locked(scene: OneRedis, run: Rush) -> None:
    """Lock the archive's tables for 3 s, so that the journal grows."""
    blocker = await asyncpg.connect(scene.database)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE bids IN ACCESS EXCLUSIVE MODE")
        await _bids_go_on(run, 3)
    await blocker.close()


async def redis_is_emptied_with_a_backlog(scene: OneRedis, run: Rush) -> None:
    """Lock the archive's tables until the journal has a backlog, flush Redis, and let the archive go on.

    The nodes live, and restore every bid that they committed.
    """
    blocker = await asyncpg.connect(scene.database)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE items IN EXCLUSIVE MODE")
        await _bids_go_on(run, 2)
        async with scene.client() as redis:
            await redis.flushall()
        # Longer than a node tries to flush at once.
        await asyncio.sleep(3)
    await blocker.close()


async def archive_connections_are_terminated(scene: OneRedis, run: Rush) -> None:
    """End every session of the database, as a restart of PostgreSQL does."""
    await scene.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


@contextmanager
def _having(scene: OneRedis, rules: list[Rule]) -> Iterator[None]:
    with ExitStack() as stack:
        for node, rule in zip(scene.nodes, rules, strict=True):
            stack.enter_context(node.to_archive.having(rule))
        yield


async def _bids_go_on(run: Rush, seconds: float) -> None:
    """Let a fault last, and see that bids are accepted all the while."""
    until = time.monotonic() + seconds
    while (now := time.monotonic()) < until:
        accepted = run.accepted
        await asyncio.sleep(min(1, until - now))
        if until - now >= 1 and run.accepted == accepted:
            raise SeenError("no bid was accepted for a second while PostgreSQL was away")
