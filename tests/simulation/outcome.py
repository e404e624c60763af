"""What a simulation has seen and found."""

from collections import Counter
from dataclasses import dataclass, field

from server.bidding.archive import Commit


@dataclass(slots=True)
class Outcome:
    """What a simulation has seen."""

    seed: int
    simulated_s: float = 0.0
    cpu_s: float = 0.0
    """CPU time of the simulation's own process, without PostgreSQL's."""
    faults: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    sent_again: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    """The messages that screens have received, by event, with the answers to `watch`."""
    logged: Counter[str] = field(default_factory=Counter)
    archived: Counter[str] = field(default_factory=Counter)
    """The archived events by type."""
    unheard: list[Commit] = field(default_factory=list)
    """The commits that only killed processes knew of, unless they are archived."""
    findings: list[str] = field(default_factory=list)
    fingerprint: str = ""
    """A hash of all callbacks and of everything that clients and nodes have written.

    A seed has the same one each time.
    """
