"""The figures of the runs of an overload, as a table, and the bounds that they should keep."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

GOODPUT_MIN = 0.8
"""The least share of the peak that a second of CPU time still decides at many times the load."""
LATENCY_MAX = 2.0
"""How many times longer accepted bids may take at the p99 than at the peak, also those on another item."""

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
        """Accepted bids; 0 without a report."""
        return float(self.crowd["bids"]["accepted_per_s"]) if self.crowd else 0.0

    @property
    def cpu_us(self) -> float:
        """The node's CPU time per decided bid in microseconds; 0 without a report."""
        used = self.crowd["processes"].get("node1", {}) if self.crowd else {}
        return float(used.get("us_per_answered", 0.0))

    @property
    def accepted_p99_ms(self) -> float:
        """The time that 99% of accepted bids do not exceed; 0 without a report."""
        return _p99_ms(self.crowd)

    @property
    def other_item_p99_ms(self) -> float:
        """The time that 99% of the bystanders' bids do not exceed; 0 without a report."""
        return _p99_ms(self.bystanders)

    def row(self) -> str:
        """Return the run's row of the table."""
        bids = self.crowd["bids"] if self.crowd else None
        whole = self.crowd["whole_run"] if self.crowd else {}
        cells = [
            self.name,
            "" if self.asked_per_s is None else f"{self.asked_per_s:,.0f}",
            "" if bids is None else f"{bids['sent'] / (bids['seconds'] or 1):,.0f}",
            "" if bids is None else f"{self.accepted_per_s + bids['refused_per_s']:,.0f}",
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
        "| run | bids wanted per s | sent per s | decided per s | accepted per s "
        "| node's CPU us per decided bid | accepted p50, p99 ms | `busy` in all "
        "| other item: accepted p50, p99 ms | other item: on screens p50, p99 ms | node's RAM, MiB |"
    ),
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
)


def table(runs: list[Run]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield from HEAD
    for run in runs:
        yield run.row()


def broken(peak: Run, rushes: Sequence[Run]) -> Iterator[str]:
    """Yield the bounds that runs with many times the load of the peak do not keep, in words.

    A bid is decided if it is accepted or refused by the rules, as one that has come too low by then. The
    goodput is compared for the same CPU time of the node, which other work on the machine leaves alone.
    """
    for run in rushes:
        goodput = peak.cpu_us / (run.cpu_us or float("inf"))
        if goodput < GOODPUT_MIN:
            yield f"{run.name}: goodput is {goodput:.0%} of the peak, less than {GOODPUT_MIN:.0%}"
        if run.accepted_p99_ms > LATENCY_MAX * peak.accepted_p99_ms:
            yield f"{run.name}: accepted bids take more than {LATENCY_MAX:g} times as long as at the peak"
        if run.other_item_p99_ms > LATENCY_MAX * peak.other_item_p99_ms:
            yield f"{run.name}: others take more than {LATENCY_MAX:g} times as long as at the peak"
        refused = run.bystanders["whole_run"]["codes"].get("busy", 0) if run.bystanders else 0
        if refused:
            yield f"{run.name}: {refused} bids of bystanders were refused as busy"
    for run in (peak, *rushes):
        for report in filter(None, (run.crowd, run.bystanders)):
            yield from (f"{run.name}: {fault}" for fault in report["wrong"])


def warnings(runs: Iterable[Run]) -> Iterator[str]:
    """Yield the swarms' reasons to trust their measurements less."""
    for run in runs:
        for report in filter(None, (run.crowd, run.bystanders)):
            yield from (f"{run.name}: {warning}" for warning in report["warnings"])


def _p99_ms(report: Report | None) -> float:
    return float(report["bids"]["accepted_ms"]["p99"]) if report else 0.0


def _both(times: dict[str, float]) -> str:
    return f"{times['p50']:,.0f}, {times['p99']:,.0f}"


def _ram(crowd: Report) -> str:
    used = crowd["processes"].get("node1", {})
    return f"{used['resident_mb']:,.0f}" if "resident_mb" in used else ""
