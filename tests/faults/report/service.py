"""The part of the page about service that was back late, and why."""

from collections.abc import Sequence

from tests.faults.checks import SERVICE_S
from tests.faults.report.record import Json
from tests.faults.report.sums import longest, longest_by


def late(runs: Sequence[Json]) -> str:
    """Return the text."""
    by_clock = {
        name
        for name, seconds in longest_by(runs, "without_service_s").items()
        if seconds > SERVICE_S
    }
    own = sorted(
        f"- `{name}`: {seconds:.2f} s, seed {run['seed']}"
        for run in runs
        for name, seconds in run.get("left_s", {}).items()
        if seconds > SERVICE_S and name in by_clock
    )
    pairs = sum(" + " in name for name in by_clock)
    counted = f"{len(by_clock) - pairs} faults alone and after {pairs} pairs"
    lines = [
        "## Service that was back late",
        f"Service has to be back {SERVICE_S:g} s after a fault has ended.",
        f"By the clock it was later at least once after {counted}, as nodes and bidders waited for a CPU.",
        "The load of each run is in the table of the runs.",
        f"Less these waits the longest time in the last run was {longest(runs[-1:], 'left_s'):.2f} s.",
    ]
    if own:
        lines += ["In all runs it was later after:", "", *own]
    return "\n".join(lines) + "\n"
