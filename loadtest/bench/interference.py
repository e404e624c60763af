"""The share of the cores' time that other programs had; results of a busy machine are worth little."""

import os
import resource
import time
from collections.abc import Callable, Collection
from pathlib import Path

BUSY_MAX = 0.1
"""Above this share, the results begin with a warning."""
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_STAT = Path("/proc/stat")


class Interference:
    """The share of the cores' time that other programs had since this object was made.

    The share is right once the bench's own child processes have ended and been waited for.
    """

    def __init__(self, cores: Collection[int], clock: Callable[[], float] = time.monotonic) -> None:
        self._cores = cores
        self._clock = clock
        self._began = clock()
        self._busy_s = self._busy()
        self._own_s = _own()

    def share(self) -> float:
        """Return the share, from 0 to 1; the kernel's own work counts as another program's."""
        passed_s = (self._clock() - self._began) * len(self._cores)
        others_s = (self._busy() - self._busy_s) - (_own() - self._own_s)
        return min(1.0, max(0.0, others_s / passed_s))

    def _busy(self) -> float:
        """Return the CPU seconds that the cores have worked since the machine started."""
        names = {f"cpu{core}" for core in self._cores}
        lines = [line.split() for line in _STAT.read_text().splitlines()]
        # proc(5): user, nice, system, idle, iowait, irq, softirq. Time stolen by a hypervisor is left out.
        times = [[int(tick) for tick in line[1:8]] for line in lines if line[0] in names]
        return sum(sum(each) - each[3] - each[4] for each in times) / _TICKS_PER_S


def _own() -> float:
    """Return the CPU seconds of this process and of its descendants that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
