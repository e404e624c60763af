"""Faults where answers wait for a replica (`AUCTION_DURABILITY=replicated`), after which no bid is lost."""

import asyncio
import signal
from collections.abc import Awaitable

from tests.faults.programme import SeenError
from tests.faults.replicated import Replicated
from tests.faults.rush import Rush

BACKLOG_BIDS = 30


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


async def _all_but_the_replica_die(scene: Replicated, before: Awaitable[None]) -> None:
    for node in scene.nodes:
        node.to_archive.hang_up()
        node.to_archive.reset()
    await before
    kills = [node.kill() for node in scene.nodes]
    await asyncio.gather(scene.primary.running.kill(), *kills)
    await scene.promoted()


async def _all_come_back(scene: Replicated) -> None:
    await scene.restart_replica("--replicaof", f"127.0.0.1 {scene.primary.proxy.port}")
    for node in scene.nodes:
        node.to_archive.hangs_up = False
    await asyncio.gather(*(node.start() for node in scene.nodes))
    await scene.follows()


async def _nothing_is_accepted(run: Rush, seconds: float) -> None:
    """See that no bid is accepted for some seconds, apart from those that were confirmed before."""
    await asyncio.sleep(0.5)
    accepted = run.accepted
    await asyncio.sleep(seconds - 0.5)
    if run.accepted > accepted:
        raise SeenError("bids were accepted that no replica had")
