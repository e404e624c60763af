"""The counters of a run: bids by their answers, deliveries, losses, and histograms of times."""

from collections import Counter
from dataclasses import asdict, dataclass, field, replace

from loadtest.swarm.meters.histogram import Histogram


@dataclass(slots=True)
class Counts:
    """Running totals."""

    sent: int = 0
    accepted: int = 0
    refused: int = 0
    undecided: int = 0
    unanswered: int = 0
    deliveries: int = 0
    bytes_received: int = 0
    sale_deliveries: int = 0
    held: int = 0
    """Bids that were due and not sent, because their bidder waited for an answer or heeded one."""

    @property
    def answered(self) -> int:
        """Bids with a definite answer."""
        return self.accepted + self.refused

    @property
    def open(self) -> int:
        """Bids that wait for their answers."""
        return self.sent - self.answered - self.undecided - self.unanswered

    def copy(self) -> "Counts":
        """Return a copy of the totals."""
        return replace(self)

    def since(self, earlier: "Counts") -> "Counts":
        """Return the differences to an earlier copy."""
        then = asdict(earlier)
        return Counts(**{name: now - then[name] for name, now in asdict(self).items()})


@dataclass(slots=True)
class Tally:
    """All counters of a run. Times are recorded for bids sent and messages received while `measuring`."""

    counts: Counts = field(default_factory=Counts)
    measuring: bool = False
    accepted: Histogram = field(default_factory=Histogram)
    refused: Histogram = field(default_factory=Histogram)
    delivery: Histogram = field(default_factory=Histogram)
    sale_delivery: Histogram = field(default_factory=Histogram)
    connect: Histogram = field(default_factory=Histogram)
    codes: Counter[str] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    gaps_filled: int = 0
    snapshots: int = 0
    watches_repeated: int = 0
    sale_gaps: int = 0
    sale_messages: int = 0
    sale_rows: int = 0
