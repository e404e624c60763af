"""Failovers of Sentinel and of a cluster, under load.

Replication is asynchronous, so acknowledged bids may be lost; each loss has to be named by a node.
"""

import asyncio
import signal

from tests.faults.replicated import Replicated
from tests.faults.rush import Rush

LAG_BIDS = 30


async def sentinel_primary_dies(scene: Replicated, run: Rush) -> None:
    """Kill the primary; Sentinel promotes the replica, and the old primary comes back as a replica."""
    await scene.primary.running.kill()
    await scene.promoted()
    await scene.restart_replica()
    await scene.follows()


async def sentinel_primary_stops(scene: Replicated, run: Rush) -> None:
    """Stop the primary until the replica is promoted; then it goes on until it is demoted."""
    stopped = scene.primary
    stopped.signal(signal.SIGSTOP)
    try:
        await scene.promoted()
    finally:
        stopped.signal(signal.SIGCONT)
    await scene.follows()


async def sentinel_is_asked_to_fail_over(scene: Replicated, run: Rush) -> None:
    """Ask Sentinel for a failover of a sound primary, which goes on until Sentinel demotes it."""
    await scene.fail_over(scene, "")
    await scene.promoted()
    await scene.follows()


async def sentinel_promotes_a_lagging_replica(scene: Replicated, run: Rush) -> None:
    """Kill the primary while its replica lags."""
    with scene.lag():
        await run.more(LAG_BIDS)
        await scene.primary.running.kill()
        await scene.promoted()
    await scene.restart_replica()
    await scene.follows()


async def sentinel_fails_over_twice(scene: Replicated, run: Rush) -> None:
    """Fail over and back, without a restart of either server."""
    for _ in range(2):
        await _handed_over(scene)
        await run.more(LAG_BIDS)


async def sentinel_promotes_a_lagging_former_primary(scene: Replicated, run: Rush) -> None:
    """Demote a primary, let it lag, and promote it again without a restart."""
    await _handed_over(scene)
    await run.more(LAG_BIDS)
    with scene.lag():
        await run.more(LAG_BIDS)
        await _handed_over(scene)


async def cluster_primary_dies(scene: Replicated, run: Rush) -> None:
    """Kill the primary; the cluster promotes the replica, and the old primary comes back as one."""
    await scene.primary.running.kill()
    await scene.promoted()
    await scene.restart_replica()
    await scene.follows()


async def cluster_fails_over(scene: Replicated, run: Rush) -> None:
    """CLUSTER FAILOVER, which waits until the replica has everything."""
    await _taken_over(scene, "")


async def cluster_fails_over_by_force(scene: Replicated, run: Rush) -> None:
    """CLUSTER FAILOVER FORCE, which does not ask the primary."""
    await _taken_over(scene, "FORCE")


async def cluster_is_taken_over(scene: Replicated, run: Rush) -> None:
    """CLUSTER FAILOVER TAKEOVER, which asks nobody."""
    await _taken_over(scene, "TAKEOVER")


async def cluster_fails_over_twice(scene: Replicated, run: Rush) -> None:
    """Fail over and back, without a restart of either server."""
    for kind in ("FORCE", "TAKEOVER"):
        await _taken_over(scene, kind)
        await run.more(LAG_BIDS)


async def cluster_is_taken_over_by_a_lagging_replica(scene: Replicated, run: Rush) -> None:
    """TAKEOVER while the replica lags."""
    with scene.lag():
        await run.more(LAG_BIDS)
        await scene.fail_over(scene, "TAKEOVER")
        await scene.promoted()
    await scene.follows()


async def cluster_promotes_a_lagging_former_primary(scene: Replicated, run: Rush) -> None:
    """Demote a primary, let it lag, and promote it again without a restart."""
    await _taken_over(scene, "FORCE")
    await run.more(LAG_BIDS)
    await cluster_is_taken_over_by_a_lagging_replica(scene, run)


async def all_nodes_die_before_a_lagging_replica_takes_over(scene: Replicated, run: Rush) -> None:
    """TAKEOVER by a lagging replica, when all is archived and every node that knew of it is dead."""
    with scene.lag():
        await run.more(LAG_BIDS)
        async with run.paused():
            await scene.all_is_archived()
            await asyncio.gather(*(node.kill() for node in scene.nodes))
        await scene.fail_over(scene, "TAKEOVER")
        await scene.promoted()
    await scene.follows()
    await asyncio.gather(*(node.start() for node in scene.nodes))


async def _handed_over(scene: Replicated) -> None:
    """Fail over through Sentinel, and demote the old primary at once."""
    await scene.fail_over(scene, "")
    await scene.promoted()
    await scene.demote()
    await scene.follows()


async def _taken_over(scene: Replicated, kind: str) -> None:
    await scene.fail_over(scene, kind)
    await scene.promoted()
    await scene.follows()
