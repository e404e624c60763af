"""The results of `make bench-growth`: samples, their medians, and the JSON file that keeps them."""

import math
import statistics
from collections.abc import Sequence
from pathlib import Path

import msgspec

FILE = "growth.json"

Row = dict[str, float | None]
"""The costs of an accepted bid by name, see `loadtest.bench.growth.measure.costs`."""


class Point(msgspec.Struct, frozen=True):
    """A value of an axis: the samples in the order of their rounds, and the nodes without any bid."""

    value: int
    rows: list[Row]
    idle_us_per_s: float
    node_bytes: int

    @property
    def medians(self) -> Row:
        """Return the median of each cost."""
        return {name: _median([row[name] for row in self.rows]) for name in self.rows[0]}

    def bid_us(self) -> list[float]:
        """Return each sample's CPU time of a bid on the nodes, without what they use when nobody bids."""
        return [
            (row["node_us"] or 0.0) - self.idle_us_per_s / (row["accepted_per_s"] or math.inf)
            for row in self.rows
        ]


class AxisResult(msgspec.Struct, frozen=True):
    """An axis' points in rising order; `cost` is the metric that should stay flat.

    `durability` is how Redis kept an answered bid, as the product said; empty in earlier results.
    """

    grows: str
    cost: str | None
    points: list[Point]
    load_average: float | None = None
    """The machine's load average when the axis began."""
    durability: str = ""

    def ratio_without_idle(self) -> float | None:
        """Return the ratio of the nodes' CPU time of a bid, without what they use when nobody bids."""
        first, last = self.points[0], self.points[-1]
        pairs = zip(first.bid_us(), last.bid_us(), strict=False)
        return _median([_divided(large, small) for small, large in pairs])

    def ratio(self, name: str) -> float | None:
        """Return the cost at the last value divided by that at the first: the median of the rounds.

        Both were measured one right after the other in each round.
        """
        ends = zip(self.points[0].rows, self.points[-1].rows, strict=False)
        return _median([_divided(last[name], first[name]) for first, last in ends])


class Prediction(msgspec.Struct, frozen=True):
    """The costs with so many nodes, as predicted before they were measured, and as measured then.

    `first` has the costs of one node when the prediction was made, `repeated` those of one node that was
    measured again in turn with the others. The ratios compare the nodes' CPU time of a bid with that of one
    node, both of one round, so that they don't depend on the hour.
    """

    nodes: int
    first: Row
    predicted: Row
    measured: Row
    repeated: Row
    predicted_ratio: float | None = None
    measured_ratio: float | None = None


class GrowthResults(msgspec.Struct, frozen=True):
    """The results of a run; `load_average` has those of the machine at its begin and end."""

    machine: dict[str, str]
    day: str
    plan: str
    load_average: list[float]
    interference: float
    rounds: int
    seconds: float
    axes: list[AxisResult]
    prediction: Prediction | None
    fsync_ms: float

    def axis(self, grows: str) -> AxisResult | None:
        """Return an axis by what grows along it; None if it was not measured."""
        return next((axis for axis in self.axes if axis.grows == grows), None)

    def with_others_of(self, earlier: "GrowthResults") -> "GrowthResults":
        """Return the results with the axes of an earlier run that this one has not measured.

        The machine counts as busy as in the busier of the runs.
        """
        mine = {axis.grows: axis for axis in self.axes}
        axes = [mine.pop(axis.grows, axis) for axis in earlier.axes]
        prediction = self.prediction or earlier.prediction
        return msgspec.structs.replace(
            self,
            axes=[*axes, *mine.values()],
            prediction=prediction,
            load_average=[*earlier.load_average, *self.load_average],
            interference=max(self.interference, earlier.interference),
            rounds=max(self.rounds, earlier.rounds),
        )


def write_growth(folder: Path, found: GrowthResults) -> None:
    """Write results as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))


def read_growth(folder: Path) -> GrowthResults | None:
    """Read results; None if there are none yet."""
    file = folder / FILE
    return msgspec.json.decode(file.read_bytes(), type=GrowthResults) if file.exists() else None


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _divided(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
