"""The measuring window: the counters and the CPU time of processes between its two ends."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from loadtest.swarm.meters.processes import Usage, Watched, usage
from loadtest.swarm.meters.tally import Counts, Tally


@dataclass(slots=True)
class Window:
    """The measurements between `began` and `ended`; zero until the window has ended."""

    began: float = 0.0
    ended: float = 0.0
    counts: Counts = field(default_factory=Counts)
    own_cpu_s: float = 0.0
    cpu_s: dict[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """The length of the window."""
        return self.ended - self.began


@contextmanager
def measured(window: Window, tally: Tally, processes: Iterable[Watched]) -> Iterator[None]:
    """Measure while the context lasts, and write the measurements into `window`."""
    processes = list(processes)
    before, counts_before, own_before = usages(processes), tally.counts.copy(), time.process_time()
    window.began = time.perf_counter()
    tally.measuring = True
    try:
        yield
    finally:
        tally.measuring = False
        window.ended = time.perf_counter()
        window.counts = tally.counts.since(counts_before)
        window.own_cpu_s = time.process_time() - own_before
        after = usages(processes)
        # The CPU time of a process that has died meanwhile is unknown.
        for name in filter(after.__contains__, before):
            window.cpu_s[name] = after[name].cpu_s - before[name].cpu_s


def usages(processes: Iterable[Watched]) -> dict[str, Usage]:
    """Return the usage of each process that exists."""
    found = {process.name: usage(process) for process in processes}
    return {name: used for name, used in found.items() if used is not None}
