"""The sums over all simulations of a run, as a line and as JSON."""

from collections import Counter

import msgspec

from tests.simulation.clocks import real_monotonic
from tests.simulation.outcome import Outcome

ACCEPTED, UNKNOWN = "accepted", "unconfirmed"


class Totals:
    """The sums so far. `took_s` is real time, and `simulated_s` virtual time."""

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
        self._began = real_monotonic()

    @property
    def took_s(self) -> float:
        """The real time since the beginning, in s."""
        return real_monotonic() - self._began

    def add(self, outcome: Outcome) -> None:
        """Add a simulation."""
        self.seeds += 1
        if outcome.findings:
            self.failed.append(outcome.seed)
        self.simulated_s += outcome.simulated_s
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
            f"{self.seeds} seeds, {len(self.failed)} failed",
            f"{self.simulated_s / 3600:.2f} h at {self.simulated_s / self.took_s:.1f} times real time",
            f"{self.faults.total()} faults",
            f"bids: {bids['accepted']} accepted, {bids['refused']} refused, {bids['unknown']} unknown",
        )
        return "; ".join(parts)

    def encoded(self) -> bytes:
        """Return the sums as JSON, for a report."""
        sums = {
            "seeds": self.seeds,
            "failed_seeds": self.failed,
            "simulated_hours": round(self.simulated_s / 3600, 4),
            "real_seconds": round(self.took_s, 1),
            "simulated_hours_per_real_second": round(self.simulated_s / 3600 / self.took_s, 6),
            "faults": dict(sorted(self.faults.items())),
            "bids": self._bids(),
            "refusals": dict(sorted(self._refusals().items())),
            "sent_again": dict(sorted(self.sent_again.items())),
            "archived_events": dict(sorted(self.archived.items())),
            "received_by_screens": dict(sorted(self.received.items())),
        }
        return msgspec.json.format(msgspec.json.encode(sums), indent=2) + b"\n"

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
