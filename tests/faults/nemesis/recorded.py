"""Rounds as a record has them, to be repeated when there are more worlds and faults to draw from."""

import re
from collections.abc import Sequence
from typing import Any

from tests.faults.listed import GROUPS
from tests.faults.nemesis.pairs import Pair
from tests.faults.nemesis.rounds import Round
from tests.faults.nemesis.worlds import WORLDS
from tests.faults.programme import Strike
from tests.faults.report.record import Json

PAIR = re.compile(r"(\w+), ([\d.]+) s later (\w+)")


def as_json(drawn: Round) -> Json:
    """Return a round as an object of the record."""
    strikes = [_text(strike) for strike in drawn.strikes]
    return {
        "seed": drawn.seed,
        "world": drawn.world.name,
        "fsync": drawn.fsync,
        "strikes": strikes,
    }


def recorded_round(runs: Sequence[Json], seed: int) -> Round:
    """Return the round of a seed in the last run that has it; raises LookupError."""
    for run in reversed(runs):
        for drawn in run.get("drawn", ()):
            if drawn["seed"] == seed:
                return _from_json(drawn)
    raise LookupError(f"no run of the record has the strikes of seed {seed}")


def _from_json(drawn: Json) -> Round:
    world = next(world for world in WORLDS if world.name == drawn["world"])
    strikes = [_strike(text) for text in drawn["strikes"]]
    return Round(drawn["seed"], world, drawn["fsync"], strikes)


def _text(strike: Strike[Any]) -> str:
    if isinstance(strike, Pair):
        first, second = strike.faults
        return f"{first.__name__}, {strike.between_s:.3f} s later {second.__name__}"
    return strike.__name__


def _strike(text: str) -> Strike[Any]:
    faults = {fault.__name__: fault for group in GROUPS for fault in group.faults}
    if found := PAIR.fullmatch(text):
        first, between_s, second = found.groups()
        return Pair(faults[first], faults[second], between_s=float(between_s))
    return faults[text]
