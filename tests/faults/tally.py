"""What a run of faults has counted and measured."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from loadtest.swarm.meters.processes import peak_bytes
from tests.faults.nodes import ProxiedNode

BYTES_PER_MIB = 1 << 20


@dataclass
class Tally:
    """Counts of faults, bids and violations, and the longest times and the most memory.

    Times are in seconds and by the fault, or by the two faults of a pair.
    """

    faults: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    """Strikes that were repeated because a bound of time was missed."""
    bids: Counter[str] = field(default_factory=Counter)
    """Bids by their outcome: `sent`, `acknowledged`, `refused`, `unknown`."""
    violations: Counter[str] = field(default_factory=Counter)
    """Rows that each statement of the check by SQL has found."""
    lost_and_named: int = 0
    durability: Counter[str] = field(default_factory=Counter)
    """Rounds by the mode in which answers were given."""
    without_service_s: dict[str, float] = field(default_factory=dict)
    """The longest time from the end of a fault until every node had decided a bid on every item."""
    left_s: dict[str, float] = field(default_factory=dict)
    """The same without the time in which nodes and bidders waited for a CPU."""
    drain_s: dict[str, float] = field(default_factory=dict)
    """The longest time from the end of a fault until its events were archived."""
    memory_mib: float = 0
    """The most memory that a node had resident."""

    def struck(self, names: tuple[str, ...]) -> None:
        """Count a strike of one fault, or of a pair."""
        self.faults.update(names)
        if len(names) > 1:
            self.pairs[" + ".join(names)] += 1

    def took(
        self, name: str, *, without_service_s: float, left_s: float, drain_s: float | None
    ) -> None:
        """Take the times after a fault into account."""
        _raise(self.without_service_s, name, without_service_s)
        _raise(self.left_s, name, left_s)
        if drain_s is not None:
            _raise(self.drain_s, name, drain_s)

    def weigh(self, nodes: list[ProxiedNode]) -> None:
        """Take the memory of the living nodes into account."""
        sizes = [peak_bytes(node.process.process.pid) or 0 for node in nodes if node.runs]
        self.memory_mib = max(self.memory_mib, round(max(sizes, default=0) / BYTES_PER_MIB, 1))

    def judged(self, totals: Mapping[str, int]) -> None:
        """Add the audit's totals."""
        names = {"bids sent": "sent", "accepted": "acknowledged", "refused": "refused"}
        names |= {"unconfirmed": "unknown"}
        self.bids.update({name: totals[key] for key, name in names.items()})
        self.lost_and_named += totals.get("lost and named", 0)

    def add(self, other: "Tally") -> None:
        """Add the tally of another round."""
        for mine, its in _counters(self, other):
            mine.update(its)
        self.repeated += other.repeated
        self.lost_and_named += other.lost_and_named
        self.memory_mib = max(self.memory_mib, other.memory_mib)
        for longest in ("without_service_s", "left_s", "drain_s"):
            for name, seconds in getattr(other, longest).items():
                _raise(getattr(self, longest), name, seconds)

    def as_json(self) -> dict[str, Any]:
        """Return the tally as an object of JSON."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def _counters(one: Tally, other: Tally) -> Iterator[tuple[Counter[str], Counter[str]]]:
    for name in ("faults", "pairs", "bids", "violations", "durability"):
        yield getattr(one, name), getattr(other, name)


def _raise(longest: dict[str, float], name: str, seconds: float) -> None:
    longest[name] = max(longest.get(name, 0), round(seconds, 2))
