"""Rates and times of a rush, as far as other programs leave the machine to it.

They are taken by the share of the CPU time that the nodes and the bidders wanted and got, so that a machine
that is busier after a fault than before it is not taken for a slow node.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.nodes import ProxiedNode
from tests.faults.rush import Rush

NS_PER_S = 1e9
SHARE_MIN = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    """The bids that were accepted until a time, and the CPU time that was given and refused until then."""

    at: float
    accepted: int
    ran_s: float
    waited_s: float
    """The time in which the processes were ready to run, and others ran."""

    def left_since(self, earlier: "Sample") -> float:
        """Return the seconds since then that other programs have left to the rush."""
        ran_s, waited_s = self.ran_s - earlier.ran_s, self.waited_s - earlier.waited_s
        share = ran_s / (ran_s + waited_s) if ran_s > 0 else 1.0
        return (self.at - earlier.at) * max(share, SHARE_MIN)

    def rate_since(self, earlier: "Sample") -> float:
        """Return accepted bids per second, as on a machine without other programs."""
        return (self.accepted - earlier.accepted) / self.left_since(earlier)


def sampled(run: Rush, nodes: Sequence[ProxiedNode]) -> Sample:
    """Take a sample of a rush."""
    pids = [os.getpid(), *(node.process.process.pid for node in nodes if node.runs)]
    times = [_scheduled(pid) for pid in pids]
    ran_s, waited_s = (sum(column) for column in zip(*times, strict=True))
    return Sample(time.monotonic(), run.accepted, ran_s, waited_s)


def _scheduled(pid: int) -> tuple[float, float]:
    """Return the seconds for which a process ran, and for which it waited for a CPU."""
    try:
        ran_ns, waited_ns, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    except OSError:
        return 0.0, 0.0
    return int(ran_ns) / NS_PER_S, int(waited_ns) / NS_PER_S
