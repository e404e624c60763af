"""How much of the bench's cores other programs had: figures from a busy machine are not worth much."""

import os
import resource
import time
from collections.abc import Callable, Collection
from pathlib import Path

BUSY_MAX = 0.1
"""Above this share, results say so at their head."""
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_STAT = Path("/proc/stat")


class Others:
    """Watches the cores from its making on; `share` is right once the bench's own processes have ended."""

    def __init__(self, cores: Collection[int], clock: Callable[[], float] = time.monotonic) -> None:
        self._cores = cores
        self._clock = clock
        self._began = clock()
        self._busy_s = self._busy()
        self._own_s = _own()

    def share(self) -> float:
        """Return the part of all cores' time that went to others, the kernel's own work included."""
        passed_s = (self._clock() - self._began) * len(self._cores)
        others_s = (self._busy() - self._busy_s) - (_own() - self._own_s)
        return min(1.0, max(0.0, others_s / passed_s))

    def _busy(self) -> float:
        """Return CPU seconds that the cores have worked since the machine started."""
        names = {f"cpu{core}" for core in self._cores}
        lines = [line.split() for line in _STAT.read_text().splitlines()]
        # proc(5): user, nice, system, idle, iowait, irq, softirq. Stolen time is not the machine's work.
        times = [[int(tick) for tick in line[1:8]] for line in lines if line[0] in names]
        return sum(sum(each) - each[3] - each[4] for each in times) / _TICKS_PER_S


def _own() -> float:
    """Return CPU seconds of this process and of all below it that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
