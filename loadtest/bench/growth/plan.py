"""The axes of growth: the values that are compared, and the load under which they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

HOT_ITEMS = 10
"""The items that are bid on while others grow."""
BALANCED = (1, 2, 4)


class Grows(Enum):
    """The part of a deployment that is larger at each value of an axis."""

    HISTORY = "history"
    ITEMS = "items"
    SOCKETS = "sockets"
    WATCHERS = "watchers"
    ARCHIVE = "archive"
    NODES = "nodes"
    RUSH = "rush"
    """Nodes, too, under as many bids as they take."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: a sale of `items` items, the swarm's arguments, and the values in rising order.

    `cost` is the metric that should stay flat, or None where the axis has a model instead.
    """

    grows: Grows
    values: Sequence[int]
    items: int
    swarm: Sequence[str]
    cost: str | None = "node_us"

    def smaller(self, values: Sequence[int]) -> "Axis":
        """Return the axis with other values."""
        return replace(self, values=values)


@dataclass(frozen=True, slots=True)
class GrowthPlan:
    """The axes of a run, the samples of each value, and the limits of time, in seconds."""

    name: str
    axes: Sequence[Axis]
    rounds: int
    seconds: float
    growing_s: float
    """How long the making of a history or an archive may take. It then stays shorter than asked."""

    def only(self, names: Collection[str]) -> "GrowthPlan":
        """Return the plan with the axes of these names; all of them if none is given."""
        axes = [axis for axis in self.axes if not names or axis.grows.value in names]
        return replace(self, axes=axes)


CLOSED = ("--bidders", "50", "--sockets", "50", "--ramp", "0.5")
"""A closed loop: a stall of the machine then makes no larger rounds, which would make bids cheap."""
STEADY = ("--bidders", "50", "--sockets", "50", "--rate", "150", "--ramp", "0.5")
"""A rate that four nodes on one busy core keep up with. Each bid is then nearly alone in its round."""
ROOM = ("--bidders", "10", "--rate", "20", "--hot", "--ramp", "0.5")

_HISTORY = Axis(Grows.HISTORY, (1_000, 10_000, 100_000), 1, CLOSED)
_ITEMS = Axis(Grows.ITEMS, (10, 10_000), HOT_ITEMS, CLOSED)
_SOCKETS = Axis(Grows.SOCKETS, (0, 5_000), HOT_ITEMS, CLOSED)
_WATCHERS = Axis(Grows.WATCHERS, (100, 1_000), 1, ROOM, cost="delivery_us")
_ARCHIVE = Axis(Grows.ARCHIVE, (0, 10_000_000), HOT_ITEMS, CLOSED)
_NODES = Axis(Grows.NODES, BALANCED, HOT_ITEMS, STEADY, cost=None)
_RUSH = Axis(Grows.RUSH, BALANCED[:2], HOT_ITEMS, CLOSED, cost=None)

WHOLE = GrowthPlan(
    "whole",
    (_NODES, _RUSH, _HISTORY, _ITEMS, _SOCKETS, _WATCHERS, _ARCHIVE),
    rounds=5,
    seconds=3,
    growing_s=150,
)
QUICK = GrowthPlan(
    "quick",
    (
        _NODES,
        _RUSH,
        _HISTORY.smaller((1_000, 5_000)),
        _ITEMS.smaller((10, 200)),
        _SOCKETS.smaller((0, 500)),
        _WATCHERS,
        _ARCHIVE.smaller((0, 200_000)),
    ),
    rounds=1,
    seconds=1.5,
    growing_s=8,
)
PLANS = {plan.name: plan for plan in (WHOLE, QUICK)}
