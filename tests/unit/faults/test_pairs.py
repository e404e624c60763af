"""Two faults of a pair overlap in time, and only faults that can strike together are paired."""

import asyncio
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from tests.faults.kinds import on_archive, on_nodes, on_redis
from tests.faults.nemesis.pairs import ALONE, BRIEF, KILLERS, Pair, chosen_pair, possible_pairs
from tests.faults.nemesis.worlds import LOSING, WORLDS, World
from tests.virtual_time import in_virtual_time

worlds = pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)


@in_virtual_time
async def test_the_second_fault_begins_while_the_first_lasts() -> None:
    run: Any = SimpleNamespace(overlapping=False)
    seen: list[str] = []

    async def first(scene: object, run: Any) -> None:
        seen.append(f"first, {run.overlapping}")
        await asyncio.sleep(1)
        seen.append("first is over")

    async def second(scene: object, run: Any) -> None:
        seen.append(f"second, {run.overlapping}")

    pair: Any = Pair(first, second, between_s=0.3)
    await pair(None, run)
    assert seen == ["first, True", "second, True", "first is over"]
    assert (pair.__name__, run.overlapping) == ("first + second", False)


@in_virtual_time
async def test_an_error_is_raised_once_both_faults_are_over() -> None:
    run: Any = SimpleNamespace(overlapping=False)
    over: list[str] = []

    async def fails(scene: object, run: object) -> None:
        raise AssertionError("the lock was lost")

    async def lasts(scene: object, run: object) -> None:
        await asyncio.sleep(1)
        over.append("lasts")

    pair: Any = Pair(fails, lasts, between_s=0)
    with pytest.raises(AssertionError, match="the lock was lost"):
        await pair(None, run)
    assert over == ["lasts"]


@worlds
def test_no_pair_hides_a_loss_or_changes_the_story_of_a_fault(world: World) -> None:
    pairs = possible_pairs(world.areas, LOSING)
    assert pairs
    for pair in pairs:
        assert not set(pair) & ALONE
        assert not (set(pair) & KILLERS and set(pair) & LOSING)


def test_faults_of_one_area_are_not_paired() -> None:
    areas = [(on_nodes.a_node_dies, on_nodes.all_nodes_die), (on_redis.redis_pauses,)]
    assert possible_pairs(areas, LOSING) == [
        (on_nodes.a_node_dies, on_redis.redis_pauses),
        (on_nodes.all_nodes_die, on_redis.redis_pauses),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_of_a_brief_fault_and_a_long_one_the_long_one_begins(seed: int) -> None:
    brief, long = on_redis.redis_restarts, on_archive.the_archive_freezes
    pair = chosen_pair(Random(seed), [(brief, long)])
    assert (brief in BRIEF, pair.faults) == (True, (long, brief))


def test_two_brief_faults_begin_at_once() -> None:
    two = (on_redis.redis_restarts, on_archive.archive_connections_are_terminated)
    assert chosen_pair(Random(1), [two]).between_s == 0
