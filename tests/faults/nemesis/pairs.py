"""Two faults that overlap in time, and which of them can strike together."""

import asyncio
from collections.abc import Sequence
from itertools import combinations
from random import Random
from typing import Any

from tests.faults.kinds import on_archive, on_clients, on_nodes, on_redis, on_replicas
from tests.faults.programme import Strike
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis

ALONE: frozenset[Strike[Any]] = frozenset(
    {
        on_nodes.a_late_commit_finds_the_lock_taken,
        on_redis.redis_is_emptied_in_a_large_sale,
        on_redis.a_node_that_knows_lost_bids_comes_back_late,
        on_archive.redis_is_emptied_with_a_backlog,
        on_replicas.the_replica_stops,
        on_replicas.all_but_the_replica_die,
        on_replicas.all_but_a_lagging_replica_die,
        on_replicas.the_killed_primary_is_promoted_again,
    }
)
"""Faults with a story that another fault would change."""
KILLERS: frozenset[Strike[OneRedis]] = frozenset(
    {
        on_nodes.a_node_dies,
        on_nodes.a_node_dies_before_its_commit,
        on_nodes.a_node_dies_with_a_lock,
        on_nodes.a_node_dies_after_its_commit,
        on_nodes.a_node_dies_in_the_middle_of_a_batch,
        on_nodes.a_node_dies_before_its_acknowledgement,
        on_nodes.all_nodes_die,
        on_nodes.nodes_are_restarted_in_turn,
        on_nodes.a_node_starts_beside_a_silent_redis,
        on_nodes.a_node_starts_beside_a_silent_archive,
    }
)
"""Faults that end a node. A loss that only this node knew of could not be named (docs/durability.md)."""
BRIEF: frozenset[Strike[OneRedis]] = frozenset(
    {
        on_redis.connections_are_cut,
        on_redis.connections_are_forgotten,
        on_redis.scripts_are_flushed,
        on_redis.replies_are_reset,
        on_redis.commit_replies_are_lost,
        on_redis.redis_is_emptied_behind_an_answer,
        on_redis.redis_is_emptied_once_all_is_archived,
        on_redis.redis_loses_its_last_seconds,
        on_redis.redis_restarts,
        on_archive.archive_commit_replies_are_lost,
        on_archive.archive_connections_are_terminated,
        on_archive.archive_connections_are_forgotten,
        on_clients.a_bid_is_sent_many_times,
        on_clients.a_bid_id_is_used_twice,
    }
)
"""Faults that are soon over, so that the other one of a pair has to begin first, or at once."""
BETWEEN_S = 0.4
"""The longest time from the beginning of the first fault to that of the second."""

Area = Sequence[Strike[OneRedis]]
"""Faults of the same processes or connections, of which only one can strike at a time."""


class Pair:
    """A strike of two faults; the second begins while the first lasts."""

    def __init__(
        self, first: Strike[OneRedis], second: Strike[OneRedis], *, between_s: float
    ) -> None:
        self.faults = (first, second)
        self.between_s = between_s
        self.__name__ = f"{first.__name__} + {second.__name__}"

    async def __call__(self, scene: OneRedis, run: Rush) -> None:
        """Let both strike; raises the first error once both are over."""
        run.overlapping = True
        try:
            results = await asyncio.gather(
                *(self._later(number, scene, run) for number in range(2)), return_exceptions=True
            )
        finally:
            run.overlapping = False
        for error in results:
            if isinstance(error, BaseException):
                raise error

    async def _later(self, number: int, scene: OneRedis, run: Rush) -> None:
        await asyncio.sleep(number * self.between_s)
        await self.faults[number](scene, run)


def possible_pairs(
    areas: Sequence[Area], losing: frozenset[Strike[OneRedis]]
) -> list[tuple[Strike[OneRedis], Strike[OneRedis]]]:
    """Return the pairs of faults from different areas. After those of `losing`, Redis lacks events."""
    return [
        (one, other)
        for area, another in combinations(areas, 2)
        for one in area
        for other in another
        if not {one, other} & ALONE and not ({one, other} & KILLERS and {one, other} & losing)
    ]


def chosen_pair(
    random: Random, possible: Sequence[tuple[Strike[OneRedis], Strike[OneRedis]]]
) -> Pair:
    """Choose a pair, its order and the time between its two faults."""
    first, second = random.choice(possible)
    if first in BRIEF or (second not in BRIEF and random.random() < 0.5):
        first, second = second, first
    between_s = 0 if first in BRIEF else random.uniform(0, BETWEEN_S)
    return Pair(first, second, between_s=between_s)
