"""Faults where answers wait for a replica (`AUCTION_DURABILITY=replicated`), after which no bid is lost."""

import asyncio
import signal
import time
from collections.abc import Awaitable
from functools import partial

from redis.asyncio import Redis

from tests.faults.programme import SeenError
from tests.faults.replicated import FAILOVER_MAX_S, Replicated
from tests.faults.rush import Rush
from tests.redis_servers import eventually
from tests.timeouts import TimeLeft

BACKLOG_BIDS = 30
QUIET_MAX_S = 15
"""How long after the replica has stopped a bid may still be answered as accepted."""


async def the_replica_stops(scene: Replicated, run: Rush) -> None:
    """Stop the replica for 3 s; no bid is accepted meanwhile."""
    scene.replica.signal(signal.SIGSTOP)
    try:
        await _nothing_is_accepted(run, 3)
    finally:
        scene.replica.signal(signal.SIGCONT)


async def all_but_the_replica_die(scene: Replicated, run: Rush) -> None:
    """Cut PostgreSQL off, then kill the primary and every node at once, and promote the replica."""
    await _all_but_the_replica_die(scene, run.more(BACKLOG_BIDS))
    await _all_come_back(scene)


async def all_but_a_lagging_replica_die(scene: Replicated, run: Rush) -> None:
    """The same with a replica that lags. No bid is accepted as long as it does."""
    with scene.lag():
        await _all_but_the_replica_die(scene, _nothing_is_accepted(run, 2))
    await _all_come_back(scene)


async def the_killed_primary_is_promoted_again(scene: Replicated, run: Rush) -> None:
    """The same, and the promoted replica dies as well, before the former primary has followed it.

    Nothing was confirmed in between, and no item was restored. The files of the former primary have events
    that no replica had.
    """
    with scene.lag():
        await _all_but_the_replica_die(scene, _nothing_is_accepted(run, 2))
    await _nodes_come_back(scene)
    await eventually(partial(_has_begun_an_era, scene), timeout_s=FAILOVER_MAX_S)
    await scene.primary.running.kill()
    await scene.restart_replica()
    if scene.clustered:
        # A cluster promotes no server on old files by itself.
        await eventually(partial(_is_demoted, scene), timeout_s=FAILOVER_MAX_S)
        await scene.fail_over(scene, "TAKEOVER")
    await scene.promoted()
    await scene.restart_replica()
    await scene.follows()


async def _is_demoted(scene: Replicated) -> bool:
    return not await scene.is_primary(scene.replica)


async def _has_begun_an_era(scene: Replicated) -> bool:
    async with Redis.from_url(scene.redis_url, decode_responses=True) as redis:
        era = str(await redis.get("{s00}:trusted"))
        return era.startswith((await redis.info("replication"))["master_replid"])


async def _all_but_the_replica_die(scene: Replicated, before: Awaitable[None]) -> None:
    for node in scene.nodes:
        node.to_archive.hang_up()
        node.to_archive.reset()
    try:
        await before
    except BaseException:
        _reach_the_archive(scene)
        raise
    kills = [node.kill() for node in scene.nodes]
    await asyncio.gather(scene.primary.running.kill(), *kills)
    await scene.promoted()


async def _all_come_back(scene: Replicated) -> None:
    await scene.restart_replica()
    await _nodes_come_back(scene)
    await scene.follows()


async def _nodes_come_back(scene: Replicated) -> None:
    _reach_the_archive(scene)
    await asyncio.gather(*(node.start() for node in scene.nodes))


def _reach_the_archive(scene: Replicated) -> None:
    for node in scene.nodes:
        node.to_archive.hangs_up = False


async def _nothing_is_accepted(run: Rush, seconds: float) -> None:
    """Wait until no bid has been accepted for some seconds.

    A busy machine is late with the answers to bids that were confirmed before.
    """
    accepted, since, left = run.accepted, time.monotonic(), TimeLeft()
    while time.monotonic() - since < seconds:
        await asyncio.sleep(0.05)
        if run.accepted > accepted:
            accepted, since = run.accepted, time.monotonic()
            if left.seconds() > QUIET_MAX_S:
                raise SeenError("bids were accepted that no replica had")
