"""A round can be repeated from its record, whatever would be drawn by its seed now."""

import json
from dataclasses import replace

import pytest

from tests.faults.nemesis.pairs import Pair
from tests.faults.nemesis.recorded import as_json, recorded_round
from tests.faults.nemesis.rounds import Round, round_of
from tests.faults.nemesis.worlds import WORLDS, World
from tests.faults.report.record import RECORD, read


def times_of(drawn: Round) -> list[float]:
    return [each.between_s if isinstance(each, Pair) else 0 for each in drawn.strikes]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_recorded_round_is_the_one_that_was_drawn(world: World) -> None:
    drawn = round_of(7, worlds=[replace(world, missing=str)])
    record = json.loads(json.dumps([{"drawn": [as_json(drawn)]}]))
    again = recorded_round(record, 7)
    assert (again.seed, again.world.name, again.fsync) == (7, world.name, drawn.fsync)
    names = [each.__name__ for each in drawn.strikes]
    assert [each.__name__ for each in again.strikes] == names
    assert times_of(again) == pytest.approx(times_of(drawn), abs=0.001)


def test_each_round_of_the_published_record_can_be_repeated() -> None:
    runs = read(RECORD)
    seeds = [drawn["seed"] for run in runs for drawn in run.get("drawn", ())]
    assert seeds
    assert [recorded_round(runs, seed).seed for seed in seeds] == seeds


def test_the_last_run_counts() -> None:
    runs = [{"drawn": [{**as_json(round_of(3)), "fsync": mode}]} for mode in ("always", "everysec")]
    assert recorded_round([*runs, {"seed": 3}], 3).fsync == "everysec"


def test_a_seed_that_no_run_has_is_an_error() -> None:
    with pytest.raises(LookupError, match="seed 4"):
        recorded_round([{"drawn": [as_json(round_of(3))]}, {"seed": 4}], 4)
