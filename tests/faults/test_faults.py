"""A selection of the programme: faults in a rush over two nodes, each followed by its checks."""

from pathlib import Path

import pytest

from tests.faults.kinds import failovers, on_archive, on_nodes, on_redis
from tests.faults.listed import Group
from tests.faults.replicated import in_a_cluster
from tests.faults.scene import one_redis
from tests.nodes import StoreUrls

SELECTION = (
    Group(
        "nodes and archive",
        one_redis,
        (
            on_nodes.a_commit_arrives_late,
            on_nodes.a_late_commit_finds_the_lock_taken,
            on_nodes.a_node_dies_before_its_commit,
            on_archive.archive_commit_replies_are_lost,
            on_archive.the_archive_is_locked,
        ),
    ),
    Group(
        "Redis",
        one_redis,
        (
            on_redis.commit_replies_are_lost,
            on_redis.redis_restarts,
            on_redis.redis_is_emptied_once_all_is_archived,
        ),
        redis_keeps=False,
    ),
    Group(
        "a cluster",
        in_a_cluster,
        (failovers.cluster_is_taken_over_by_a_lagging_replica,),
        redis_keeps=False,
        may_lose=True,
    ),
)
"""The rest is for `make faults`."""


@pytest.mark.parametrize("group", SELECTION, ids=lambda group: group.name)
async def test_after_faults_in_a_rush_every_loss_is_named_and_the_rate_of_before_comes_back(
    stores: StoreUrls, tmp_path: Path, group: Group
) -> None:
    outcome = await group.carry_out(stores.database, tmp_path, seed=1, report=print)
    assert not outcome.findings, "\n".join(map(str, outcome.findings))
