"""What the clients of a rolling restart have found, before it and during it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from loadtest.swarm.meters.histogram import Histogram

BEHIND_MAX_MS = 1_000.0
SLOWER_MAX = 2.0


@dataclass(slots=True)
class Phase:
    """The times of a phase: of bids that were decided at the first try, and of bids on screens."""

    answers: Histogram = field(default_factory=Histogram)
    screens: Histogram = field(default_factory=Histogram)


@dataclass(slots=True)
class Findings:
    """The counts of a run, and the times of its two phases."""

    calm: Phase = field(default_factory=Phase)
    restart: Phase = field(default_factory=Phase)
    phase: Phase | None = None
    sent: int = 0
    decided_at_once: int = 0
    decided_again: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    """Bids that were not decided at the first try, by the reason."""
    uncured: Counter[str] = field(default_factory=Counter)
    """Bids that were not decided at the second try either."""
    losses: int = 0
    hinted: int = 0
    """Sockets that were lost, and those whose node had announced it."""
    failed: int = 0
    away: Histogram = field(default_factory=Histogram)
    """The time of each socket from its loss until it was back."""
    took_s: float = 0.0
    wrong_screens: int = 0
    unanswered: int = 0
    """Bids that had no answer in the end."""

    def decided(self, took_s: float, *, again: bool) -> None:
        """Count a bid with a definite answer."""
        if again:
            self.decided_again += 1
            return
        self.decided_at_once += 1
        if self.phase is not None:
            self.phase.answers.add_s(took_s)

    def seen(self, behind_us: int) -> None:
        """Time a bid on a screen, from its commit on."""
        if self.phase is not None:
            self.phase.screens.add(behind_us)

    def left(self, *, hinted: bool) -> None:
        """Count a lost socket."""
        self.losses += 1
        self.hinted += hinted

    def broken(self) -> Iterator[str]:
        """Yield the promises that were broken, in words."""
        if self.uncured:
            yield f"bids that one retry did not cure: {dict(self.uncured)}"
        if self.unanswered:
            yield f"{self.unanswered} bids had no answer in the end"
        if self.wrong_screens:
            yield f"{self.wrong_screens} screens were wrong in the end"
        if self.losses > self.hinted:
            yield f"{self.losses - self.hinted} sockets were lost without an announcement"

    def slow(self) -> Iterator[str]:
        """Yield the bounds of time that were passed, in words. A busy machine passes them, too."""
        behind_ms = self.restart.screens.quantile_ms(1)
        if behind_ms > BEHIND_MAX_MS:
            yield f"a watcher was behind for {behind_ms:,.0f} ms"
        calm, restart = (each.answers.quantile_ms(0.99) for each in (self.calm, self.restart))
        if restart > SLOWER_MAX * calm:
            yield f"the p99 of answers rose from {calm:.0f} to {restart:.0f} ms"

    def table(self) -> Iterator[str]:
        """Yield the lines of a table."""
        yield "| | before | during the restart |"
        yield "| --- | ---: | ---: |"
        for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0)):
            yield self._row(f"answer to a bid, {name}, ms", "answers", share)
        for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0)):
            yield self._row(f"from a commit to a screen, {name}, ms", "screens", share)
        yield f"| sockets sent away with a hint | | {self.hinted} of {self.losses} |"
        yield f"| until they were back, p50 and longest, ms | | {self._away(0.5)}, {self._away(1)} |"
        yield f"| bids sent in all | | {self.sent:,} |"
        yield f"| bids not decided at the first try | | {self.undecided.total()} |"
        yield f"| bids not decided at the second try | | {self.uncured.total()} |"
        yield f"| screens that were wrong in the end | | {self.wrong_screens} |"

    def _row(self, name: str, times: str, share: float) -> str:
        both = (getattr(phase, times).quantile_ms(share) for phase in (self.calm, self.restart))
        before, during = (f"{ms:,.1f}" if ms < 10 else f"{ms:,.0f}" for ms in both)
        return f"| {name} | {before} | {during} |"

    def _away(self, share: float) -> str:
        return f"{self.away.quantile_ms(share):,.0f}"
