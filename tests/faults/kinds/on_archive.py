"""Faults of PostgreSQL and of the network before it. Bids go on through all of them."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path

import asyncpg

from persistence.connecting.connections import UNAVAILABLE
from tests.faults.programme import SeenError
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis, Scene
from tests.proxy import REPLIES, REQUESTS, LoseReply, Rule, freeze
from tests.timeouts import time_limit

COMMIT = b"COMMIT"
BACKLOG_BIDS = 40
RECOVERY_MAX_S = 80
TAKER = "taker"


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
    """Lock the archive's tables for 2 s and some bids, so that the journal grows."""
    blocker = await asyncpg.connect(scene.database)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE bids IN ACCESS EXCLUSIVE MODE")
        await _bids_go_on(run, 2)
        if not run.overlapping:
            # Another fault may let no bid come before all is archived.
            await run.more(BACKLOG_BIDS)
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


async def archive_connections_are_forgotten(scene: OneRedis, run: Rush) -> None:
    """Leave the connections to PostgreSQL half-open for good, as a firewall may do; new ones work."""
    for node in scene.nodes:
        node.to_archive.forget()


async def the_archive_dies(scene: OneRedis, run: Rush) -> None:
    """Kill PostgreSQL, which its supervisor starts again on its files."""
    connection = await asyncpg.connect(scene.database)
    folder = Path(await connection.fetchval("SHOW data_directory"))
    await connection.close()
    os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    # On a busy machine PostgreSQL needs three quarters of a minute for its recovery.
    async with time_limit(RECOVERY_MAX_S):
        while not await _is_up(scene.database):
            await asyncio.sleep(0.05)


async def _is_up(database: str) -> bool:
    try:
        connection = await asyncpg.connect(database)
        await connection.fetchval("SELECT 1")
        await connection.close()
    except (asyncpg.PostgresError, *UNAVAILABLE):
        return False
    return True


async def the_archive_has_no_connections_left(scene: OneRedis, run: Rush) -> None:
    """Take every connection of PostgreSQL for 2 s, those of the nodes first."""
    async with AsyncExitStack() as taken:
        first = await _take_connection(scene.database, taken)
        assert first is not None, "there was no connection left before the fault"
        for _ in range(2):
            while await _take_connection(scene.database, taken) is not None:
                pass
            # The connections that the nodes give up are taken before they ask again.
            await first.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name <> $1 AND backend_type = 'client backend'",
                TAKER,
            )
        await _bids_go_on(run, 2)


async def _take_connection(
    database: str, taken: AsyncExitStack
) -> "asyncpg.Connection[asyncpg.Record] | None":
    try:
        connection = await asyncpg.connect(database, server_settings={"application_name": TAKER})
    except asyncpg.TooManyConnectionsError:
        return None
    taken.push_async_callback(connection.close)
    return connection


async def the_archive_fails_over(scene: Scene, run: Rush) -> None:
    """Leave PostgreSQL out of reach for 2 s, then kill its primary and lead the nodes to the standby.

    The promoted standby gets one itself.
    """
    for node in scene.nodes:
        node.to_archive.hang_up()
        node.to_archive.reset()
    await _bids_go_on(run, 2)
    for node in scene.nodes:
        node.to_archive.hangs_up = False
    if not run.overlapping:
        await run.more(20)
    await scene.fail_over_archive()


@contextmanager
def _having(scene: OneRedis, rules: list[Rule]) -> Iterator[None]:
    with ExitStack() as stack:
        for node, rule in zip(scene.nodes, rules, strict=True):
            stack.enter_context(node.to_archive.having(rule))
        yield


async def _bids_go_on(run: Rush, seconds: float) -> None:
    """Let a fault last, and see that bids are accepted all the while if no other fault strikes."""
    until = time.monotonic() + seconds
    while (now := time.monotonic()) < until:
        accepted = run.accepted
        await asyncio.sleep(min(1, until - now))
        if until - now >= 1 and run.accepted == accepted and not run.overlapping:
            raise SeenError("no bid was accepted for a second while PostgreSQL was away")
