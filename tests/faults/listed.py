"""The list of all faults, in groups that share a scene and an audit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Self

from tests.faults.checks import ALARMS, SIGNS_OF_LOSS
from tests.faults.kinds import (
    failovers,
    on_archive,
    on_clients,
    on_machines,
    on_nodes,
    on_redis,
    on_replicas,
)
from tests.faults.programme import Outcome, Strike, carry_out
from tests.faults.replicated import in_a_cluster, with_sentinel
from tests.faults.scene import one_redis, with_standby
from tests.faults.small_disk import may_mount
from tests.faults.wrong_clock import has_faketime


@dataclass(frozen=True)
class Group:
    """Faults that strike in one rush.

    `redis_keeps`: Redis has every event after each of them. `may_lose`: where it has not, bids may be
    lost if a node names them. `missing` returns what the machine lacks for the scene, or nothing.
    """

    name: str
    scene: Callable[..., Any]
    faults: tuple[Strike[Any], ...]
    redis_keeps: bool = True
    may_lose: bool = False
    missing: Callable[[], str] = str

    def only(self, names: set[str]) -> Self:
        """Return the group with those of its faults that are named."""
        return replace(self, faults=tuple(each for each in self.faults if each.__name__ in names))

    async def carry_out(
        self, database: str, folder: Path, seed: int, *, report: Callable[[str], object]
    ) -> Outcome:
        """Run the group's scene and let its faults strike."""
        async with self.scene(database, folder, seed=seed) as scene:
            return await carry_out(
                scene,
                self.faults,
                folder,
                may_lose=self.may_lose,
                alarms=ALARMS | SIGNS_OF_LOSS if self.redis_keeps else ALARMS,
                report=report,
            )


def disk_missing() -> str:
    """Return why no small disk can be made here, or nothing."""
    return "" if may_mount() else "only root may mount a small disk"


def clock_missing() -> str:
    """Return why no clock can be set here, or nothing."""
    return "" if has_faketime() else "faketime is not installed"


ON_REPLICAS = (
    on_replicas.the_replica_stops,
    on_replicas.all_but_the_replica_die,
    on_replicas.all_but_a_lagging_replica_die,
    on_replicas.the_killed_primary_is_promoted_again,
)

GROUPS = (
    Group(
        "nodes",
        one_redis,
        (
            on_nodes.a_commit_arrives_late,
            on_nodes.a_late_commit_finds_the_lock_taken,
            on_nodes.a_node_dies_before_its_commit,
            on_nodes.a_node_dies_with_a_lock,
            on_nodes.a_node_dies_after_its_commit,
            on_nodes.a_node_dies_in_the_middle_of_a_batch,
            on_nodes.a_node_dies_before_its_acknowledgement,
            on_nodes.a_node_is_stopped_across_a_close,
            on_nodes.a_holder_is_stopped,
            on_nodes.a_node_dies,
            on_nodes.all_nodes_die,
            on_nodes.nodes_are_restarted_in_turn,
            on_nodes.a_node_starts_beside_a_silent_redis,
            on_nodes.a_node_starts_beside_a_silent_archive,
        ),
    ),
    Group(
        "network before Redis",
        one_redis,
        (
            on_redis.commit_replies_are_lost,
            on_redis.a_node_is_cut_off,
            on_redis.replies_vanish,
            on_redis.replies_are_reset,
            on_redis.the_network_is_slow,
            on_redis.redis_hangs_up,
            on_redis.redis_hangs_up_on_every_node,
            on_redis.connections_are_cut,
            on_redis.connections_are_forgotten,
            on_redis.subscribers_are_cut_again_and_again,
        ),
    ),
    Group(
        "Redis",
        one_redis,
        (
            on_redis.redis_restarts,
            on_redis.redis_pauses,
            on_redis.redis_is_full,
            on_redis.scripts_are_flushed,
        ),
    ),
    Group(
        "a Redis without its latest events, or without any",
        one_redis,
        (
            on_redis.redis_is_emptied_once_all_is_archived,
            on_redis.redis_is_emptied_behind_an_answer,
            on_redis.redis_is_emptied_in_a_large_sale,
            on_archive.redis_is_emptied_with_a_backlog,
            on_redis.redis_dies_between_two_syncs,
            on_redis.redis_loses_its_last_seconds,
        ),
        redis_keeps=False,
    ),
    Group(
        "archive",
        one_redis,
        (
            on_archive.archive_commit_replies_are_lost,
            on_archive.the_archive_freezes,
            on_archive.the_archive_hangs_up,
            on_archive.the_archive_is_locked,
            on_archive.archive_connections_are_terminated,
            on_archive.archive_connections_are_forgotten,
            on_archive.the_archive_has_no_connections_left,
            on_archive.the_archive_dies,
        ),
    ),
    Group(
        "an archive with a standby",
        partial(with_standby, one_redis),
        (on_archive.the_archive_fails_over,),
    ),
    Group(
        "clients",
        one_redis,
        (
            on_clients.a_bid_is_sent_many_times,
            on_clients.a_bid_id_is_used_twice,
            on_clients.every_client_reconnects_at_once,
        ),
    ),
    Group(
        "a small disk",
        partial(one_redis, disk=True),
        (on_machines.the_disk_is_full,),
        missing=disk_missing,
    ),
    Group(
        "a clock that jumps",
        partial(one_redis, clock=True),
        (
            on_machines.the_clock_jumps_ahead,
            on_machines.the_clock_goes_back,
            on_machines.a_nodes_clock_jumps,
        ),
        missing=clock_missing,
    ),
    Group(
        "losses",
        one_redis,
        (on_redis.a_node_that_knows_lost_bids_comes_back_late,),
        redis_keeps=False,
        may_lose=True,
    ),
    Group(
        "failovers of Sentinel",
        with_sentinel,
        (
            failovers.sentinel_primary_dies,
            failovers.sentinel_primary_stops,
            failovers.sentinel_is_asked_to_fail_over,
            failovers.sentinel_promotes_a_lagging_replica,
            failovers.sentinel_fails_over_twice,
            failovers.sentinel_promotes_a_lagging_former_primary,
        ),
        redis_keeps=False,
        may_lose=True,
    ),
    Group(
        "answers wait for a replica",
        partial(with_sentinel, durability="replicated"),
        ON_REPLICAS,
        redis_keeps=False,
    ),
    Group(
        "answers wait for a replica in a cluster",
        partial(in_a_cluster, durability="replicated"),
        ON_REPLICAS,
        redis_keeps=False,
    ),
    Group(
        "failovers of a cluster",
        in_a_cluster,
        (
            failovers.cluster_primary_dies,
            failovers.cluster_fails_over,
            failovers.cluster_fails_over_by_force,
            failovers.cluster_is_taken_over,
            failovers.cluster_fails_over_twice,
            failovers.cluster_is_taken_over_by_a_lagging_replica,
            failovers.cluster_promotes_a_lagging_former_primary,
        ),
        redis_keeps=False,
        may_lose=True,
    ),
    Group(
        "a cluster whose nodes have died",
        in_a_cluster,
        (failovers.all_nodes_die_before_a_lagging_replica_takes_over,),
        redis_keeps=False,
    ),
)
