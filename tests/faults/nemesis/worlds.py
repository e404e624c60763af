"""The scenes of the nemesis, each with the faults that can strike in it, by area."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.faults.kinds import failovers, on_archive, on_nodes, on_redis
from tests.faults.listed import GROUPS, clock_missing, disk_missing
from tests.faults.nemesis.pairs import Area
from tests.faults.programme import Strike
from tests.faults.replicated import in_a_cluster, with_sentinel
from tests.faults.scene import one_redis, with_standby


@dataclass(frozen=True)
class World:
    """A scene and the areas of its faults. The last area has the faults that only this scene allows.

    With `may_lose`, Redis loses events, and each loss has to be named. Where `answers_wait` for a replica,
    this holds for events that nobody was answered. `weight` is the share of rounds.
    """

    name: str
    scene: Callable[..., Any]
    areas: Sequence[Area]
    weight: int
    may_lose: bool = False
    answers_wait: bool = False
    missing: Callable[[], str] = str
    """Returns what the machine lacks; empty where the scene is possible."""

    @property
    def redis_loses(self) -> bool:
        """Whether Redis may lack events, so that nodes name losses."""
        return self.may_lose or self.answers_wait


_BY_NAME: dict[str, Area] = {group.name: group.faults for group in GROUPS}
NODES, NETWORK, REDIS, ARCHIVE, CLIENTS = (
    _BY_NAME[name] for name in ("nodes", "network before Redis", "Redis", "archive", "clients")
)
NEVER_ALL = [
    fault
    for fault in NODES
    if fault not in (on_nodes.all_nodes_die, on_nodes.nodes_are_restarted_in_turn)
]
"""Faults of nodes that leave the sockets alone to which a loss is notified."""
LATEST_LOST = (
    on_redis.redis_is_emptied_once_all_is_archived,
    on_redis.redis_is_emptied_behind_an_answer,
    on_redis.redis_dies_between_two_syncs,
    on_redis.redis_loses_its_last_seconds,
)
LOSING = frozenset({fault for group in GROUPS if not group.redis_keeps for fault in group.faults})
WITHOUT_PROXIES = (on_nodes.a_node_dies, on_nodes.a_holder_is_stopped)
"""Faults of nodes that find Redis by themselves."""
LAGGING: Sequence[Strike[Any]] = (
    failovers.sentinel_promotes_a_lagging_replica,
    failovers.sentinel_promotes_a_lagging_former_primary,
    failovers.cluster_is_taken_over_by_a_lagging_replica,
    failovers.cluster_promotes_a_lagging_former_primary,
)
"""Failovers that wait for bids to be accepted while the replica lags."""
SENTINEL, CLUSTER = (
    [fault for fault in _BY_NAME[f"failovers of {kind}"] if fault not in LAGGING]
    for kind in ("Sentinel", "a cluster")
)
"""Failovers that can strike where answers wait for the replica."""
ALL_BUT_REPLICA = _BY_NAME["answers wait for a replica"]
STANDBY = (
    on_archive.the_archive_fails_over,
    on_archive.the_archive_hangs_up,
    on_archive.the_archive_is_locked,
    on_archive.archive_commit_replies_are_lost,
)
"""Faults of a PostgreSQL that has a standby."""

WORLDS = (
    World("Redis keeps all", one_redis, (CLIENTS, ARCHIVE, REDIS, NETWORK, NODES), weight=6),
    World(
        "Redis loses events",
        one_redis,
        (CLIENTS, ARCHIVE, NETWORK, NEVER_ALL, LATEST_LOST),
        weight=3,
        may_lose=True,
    ),
    World(
        "a small disk",
        partial(one_redis, disk=True),
        (CLIENTS, ARCHIVE, NETWORK, NODES, _BY_NAME["a small disk"]),
        weight=1,
        missing=disk_missing,
    ),
    World(
        "a clock that jumps",
        partial(one_redis, clock=True),
        (
            ARCHIVE,
            NODES,
            _BY_NAME["a clock that jumps"],
        ),
        weight=1,
        missing=clock_missing,
    ),
    World(
        "Sentinel",
        with_sentinel,
        (ARCHIVE, WITHOUT_PROXIES, _BY_NAME["failovers of Sentinel"]),
        weight=1,
        may_lose=True,
    ),
    World(
        "answers wait for a replica",
        partial(with_sentinel, durability="replicated"),
        (ARCHIVE, WITHOUT_PROXIES, (*SENTINEL, *ALL_BUT_REPLICA)),
        weight=1,
        answers_wait=True,
    ),
    World(
        "answers wait for a replica, and PostgreSQL has a standby",
        partial(with_standby, partial(with_sentinel, durability="replicated")),
        (WITHOUT_PROXIES, (*SENTINEL, *ALL_BUT_REPLICA), STANDBY),
        weight=1,
        answers_wait=True,
    ),
    World(
        "answers wait for a replica in a cluster",
        partial(in_a_cluster, durability="replicated"),
        (ARCHIVE, WITHOUT_PROXIES, (*CLUSTER, *ALL_BUT_REPLICA)),
        weight=1,
        answers_wait=True,
    ),
    World(
        "a cluster",
        in_a_cluster,
        (ARCHIVE, WITHOUT_PROXIES, _BY_NAME["failovers of a cluster"]),
        weight=1,
        may_lose=True,
    ),
)
