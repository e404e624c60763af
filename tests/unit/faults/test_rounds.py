"""A round of the nemesis follows from its seed."""

from dataclasses import replace

import pytest

from tests.faults.nemesis.rounds import MODES, round_of
from tests.faults.nemesis.worlds import WORLDS


def names(seed: int) -> list[str]:
    return [strike.__name__ for strike in round_of(seed).strikes]


def test_a_seed_gives_the_same_round_again() -> None:
    assert names(7) == names(7)
    assert names(7) != names(8)


def test_all_worlds_both_modes_and_pairs_have_their_turn() -> None:
    possible = [replace(world, missing=str) for world in WORLDS]
    rounds = [round_of(seed, worlds=possible) for seed in range(100)]
    assert {each.world.name for each in rounds} == {world.name for world in WORLDS}
    assert {each.fsync for each in rounds} == set(MODES)
    assert any(" + " in strike.__name__ for each in rounds for strike in each.strikes)


@pytest.mark.parametrize("seed", range(5))
def test_a_round_can_have_pairs_alone(seed: int) -> None:
    strikes = round_of(seed, pairs=1, strikes=4).strikes
    assert len(strikes) == 4
    assert all(" + " in strike.__name__ for strike in strikes)


def test_a_world_that_the_machine_cannot_have_is_left_out() -> None:
    *_, last = WORLDS
    others = [replace(world, missing=lambda: "only root may do this") for world in WORLDS[:-1]]
    assert {round_of(seed, worlds=[*others, last]).world.name for seed in range(20)} == {last.name}
