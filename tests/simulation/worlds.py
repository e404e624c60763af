"""The worlds of the seeds: most are a sale of half a minute, and some are a sale of days.

A sale of days is quiet between its rushes: one node runs, the screens stay open, a bid comes now and then,
and faults are as rare as they may last long.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

Kind = Literal["dense", "long"]

ITEMS = 4
PAIR = 2
"""The number of items that may end together: the first ones."""
DENSE_S = 30.0
DAY_S = 86_400.0
LONG_DAYS = (0.1, 0.5, 2.0)
OPENING_S = 10.0
BEFORE_END_S, AFTER_END_S = 20.0, 10.0
CROWDED_EVERY = 4
"""One dense seed in so many begins with a crowd."""
CROWD_S = 3.5
"""Longer than the lock's lifetime and a line of nodes that is lost with it."""
LONG_EVERY = 9
"""One seed in so many is long. It is no divisor of the numbers by which a seed's faults are chosen."""


@dataclass(frozen=True, slots=True)
class Rush:
    """A time in which all nodes run, everybody bids on some of the items, and faults come often."""

    from_s: float
    until_s: float
    items: range
    is_crowd: bool = False
    """Nothing fails, Redis is far away, and everybody bids again at once when they are answered."""


@dataclass(frozen=True, slots=True)
class World:
    """When the items end, and when there are rushes, in seconds after the sale's start."""

    kind: Kind
    ends_s: tuple[float, ...]
    rushes: tuple[Rush, ...]

    @property
    def lasts_s(self) -> float:
        """The time from the first rush to the end of the last."""
        return self.rushes[-1].until_s


def world(seed: int) -> World:
    """Return the world of a seed."""
    if kind(seed) == "long":
        return _long(Random(f"world-{seed}"))
    return _CROWDED if seed % CROWDED_EVERY == CROWDED_EVERY // 2 else _DENSE


def kind(seed: int) -> Kind:
    """Return the kind of a seed's world."""
    return "long" if seed % LONG_EVERY == LONG_EVERY - 1 else "dense"


_DENSE = World(
    "dense",
    tuple((0.3 + 0.7 * number / ITEMS) * DENSE_S for number in range(ITEMS)),
    (Rush(0.0, DENSE_S, range(ITEMS)),),
)
_CROWDED = replace(
    _DENSE,
    rushes=(
        Rush(0.0, CROWD_S, range(1), is_crowd=True),
        Rush(CROWD_S, DENSE_S, range(ITEMS)),
    ),
)


def _long(random: Random) -> World:
    lasts_s = random.choice(LONG_DAYS) * DAY_S
    groups = [range(PAIR), *(range(number, number + 1) for number in range(PAIR, ITEMS))]
    ends_s, rushes = list[float](), [Rush(0.0, OPENING_S, range(ITEMS))]
    for number, items in enumerate(groups, 1):
        end_s = lasts_s * (number - 0.5 * random.random()) / len(groups)
        ends_s += [end_s] * len(items)
        rushes.append(Rush(end_s - BEFORE_END_S, end_s + AFTER_END_S, items))
    return World("long", tuple(ends_s), tuple(rushes))
