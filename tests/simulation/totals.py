"""The sums over the simulations of a run that have one kind of world."""

from collections import Counter
from typing import Any

from tests.simulation.outcome import Outcome
from tests.simulation.worlds import kind

ACCEPTED, UNKNOWN = "accepted", "unconfirmed"


class Totals:
    """The sums so far. `took_s` is real time, `cpu_s` CPU time, and `simulated_s` virtual time."""

    def __init__(self) -> None:
        self.seeds = 0
        self.failed: list[int] = []
        """The seeds that have found something."""
        self.simulated_s = 0.0
        self.faults: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.sent_again: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.archived: Counter[str] = Counter()
        self.took_s = self.cpu_s = 0.0

    def add(self, outcome: Outcome, took_s: float) -> None:
        """Add a simulation, and the real time that it took."""
        self.seeds += 1
        self.took_s += took_s
        if outcome.findings:
            self.failed.append(outcome.seed)
        self.simulated_s += outcome.simulated_s
        self.cpu_s += outcome.cpu_s
        self.faults += outcome.faults
        self.answers += outcome.answers
        self.sent_again += outcome.sent_again
        self.received += outcome.received
        self.archived += outcome.archived

    def line(self, outcome: Outcome) -> str:
        """Return the state of things in a line."""
        verdict = "FAILED" if outcome.findings else "ok"
        bids = self._bids()
        parts = (
            f"seed {outcome.seed} ({outcome.fingerprint}) {verdict}",
            f"{self.seeds} {kind(outcome.seed)} seeds, {len(self.failed)} failed",
            f"{self.simulated_s / 3600:.2f} h at {self.simulated_s / self.took_s:.1f} times real time",
            f"{self.faults.total()} faults",
            f"bids: {bids['accepted']} accepted, {bids['refused']} refused, {bids['unknown']} unknown",
        )
        return "; ".join(parts)

    def sums(self) -> dict[str, Any]:
        """Return the sums for a report."""
        return {
            "seeds": self.seeds,
            "failed_seeds": self.failed,
            "simulated_hours": round(self.simulated_s / 3600, 4),
            "real_seconds": round(self.took_s, 1),
            "cpu_seconds": round(self.cpu_s, 1),
            "faults": dict(sorted(self.faults.items())),
            "bids": self._bids(),
            "refusals": dict(sorted(self._refusals().items())),
            "sent_again": dict(sorted(self.sent_again.items())),
            "archived_events": dict(sorted(self.archived.items())),
            "received_by_screens": dict(sorted(self.received.items())),
        }

    def _bids(self) -> dict[str, int]:
        accepted, unknown = self.answers[ACCEPTED], self.answers[UNKNOWN]
        refused = self._refusals().total()
        return {
            "sent": self.answers.total(),
            "answered": accepted + refused,
            "accepted": accepted,
            "refused": refused,
            "unknown": unknown,
        }

    def _refusals(self) -> Counter[str]:
        return Counter({c: n for c, n in self.answers.items() if c not in {ACCEPTED, UNKNOWN}})
