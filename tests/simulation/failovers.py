"""Failovers to a replica that may lag, and former primaries that are still written to or come back."""

from typing import Protocol

from tests.simulation.node import SimulatedNode
from tests.simulation.redis_model.replica import LAG_S, Replica
from tests.simulation.redis_model.server import RedisServer

BEHIND_S = 1_000.0
"""The lag of a replica that is cut off from its primary."""


class Deployment(Protocol):
    """What a failover changes: the present primary, `server`, and the nodes that use it."""

    server: RedisServer
    nodes: list[SimulatedNode]
    clock_ms: int


def follow(scene: Deployment) -> None:
    """Give the primary a replica that has everything."""
    scene.server.replica = Replica(scene.server.now_s)


def lag(scene: Deployment) -> None:
    """Cut the replica off from its primary."""
    if scene.server.replica is not None:
        scene.server.replica.lag_s = BEHIND_S


def catch_up(scene: Deployment) -> None:
    """Let the replica have everything, also where a failover has left the primary without one."""
    if scene.server.replica is None:
        follow(scene)
    else:
        scene.server.replica.lag_s = LAG_S


def promote(scene: Deployment, *, except_for: SimulatedNode | None = None) -> bool:
    """Make the replica the primary, if there is one; return whether there was.

    All nodes are led to it, except for one that is cut off from it.
    """
    replica = scene.server.replica
    if replica is None:
        return False
    former, scene.server = scene.server, scene.server.copied(replica.until_s)
    former.replica = None
    scene.server.clock_ms = scene.clock_ms
    for node in scene.nodes:
        if node is not except_for:
            node.use(scene.server)
    return True


def demote(scene: Deployment, former: RedisServer) -> None:
    """End a former primary. Nodes that still use it change to the present one."""
    former.crash()
    for node in scene.nodes:
        if node.server is not scene.server:
            node.use(scene.server)


def promote_again(scene: Deployment, former: RedisServer) -> None:
    """Make a former primary the primary again, on its own files, in which everything since is missing."""
    scene.server.crash()
    if not former.running:
        former.restart()
    former.replica = None
    former.clock_ms = scene.clock_ms
    scene.server = former
    for node in scene.nodes:
        node.use(former)
