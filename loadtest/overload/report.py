"""The figures of the runs of an overload, as a table, and the bounds that they should keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

GOODPUT_MIN = 0.8
"""The least share of the peak that a second of CPU time still accepts at many times the load."""

Report = dict[str, Any]
"""A report of the swarm."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: the reports of the crowd and of bystanders on another item, and the load that was wanted."""

    name: str
    crowd: Report | None
    bystanders: Report | None
    asked_per_s: float | None = None

    @property
    def accepted_per_s(self) -> float:
        """The goodput; 0 without a report."""
        return float(self.crowd["bids"]["accepted_per_s"]) if self.crowd else 0.0

    @property
    def cpu_us(self) -> float:
        """The node's CPU time per accepted bid in microseconds; 0 without a report."""
        used = self.crowd["processes"].get("node1", {}) if self.crowd else {}
        return float(used.get("us_per_accepted", 0.0))

    def row(self) -> str:
        """Return the run's row of the table."""
        bids = self.crowd["bids"] if self.crowd else None
        whole = self.crowd["whole_run"] if self.crowd else {}
        cells = [
            self.name,
            "" if self.asked_per_s is None else f"{self.asked_per_s:,.0f}",
            "" if bids is None else f"{bids['sent'] / (bids['seconds'] or 1):,.0f}",
            "" if bids is None else f"{self.accepted_per_s:,.0f}",
            f"{self.cpu_us:,.0f}" if self.crowd else "",
            "" if bids is None else _both(bids["accepted_ms"]),
            f"{whole['codes'].get('busy', 0):,}" if whole else "",
            _both(self.bystanders["bids"]["accepted_ms"]) if self.bystanders else "",
            _both(self.bystanders["deliveries"]["ms"]) if self.bystanders else "",
            "" if self.crowd is None else _ram(self.crowd),
        ]
        return f"| {' | '.join(cells)} |"


HEAD = (
    (
        "| run | bids wanted per s | sent per s | accepted per s | node's CPU us per accepted "
        "bid | accepted p50, p99 ms | `busy` in all "
        "| other item: accepted p50, p99 ms | other item: on screens p50, p99 ms | node's RAM, MiB |"
    ),
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
)


def table(runs: list[Run]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield from HEAD
    for run in runs:
        yield run.row()


def broken(peak: Run, heeded: Run) -> Iterator[str]:
    """Yield the bounds that a run with clients that heed `busy` does not keep, in words.

    The goodput is compared for the same CPU time of the node, which other work on the machine leaves alone.
    """
    goodput = peak.cpu_us / (heeded.cpu_us or float("inf"))
    if goodput < GOODPUT_MIN:
        yield f"goodput is {goodput:.0%} of the peak, less than {GOODPUT_MIN:.0%}"
    for run in (peak, heeded):
        for report in filter(None, (run.crowd, run.bystanders)):
            yield from (f"{run.name}: {fault}" for fault in report["wrong"])


def _both(times: dict[str, float]) -> str:
    return f"{times['p50']:,.0f}, {times['p99']:,.0f}"


def _ram(crowd: Report) -> str:
    used = crowd["processes"].get("node1", {})
    return f"{used['resident_mb']:,.0f}" if "resident_mb" in used else ""
