"""Rates and times of a rush, as far as other programs leave the machine to it.

They are taken by the share of the CPU time that the nodes and the bidders wanted and got, so that a machine
that is busier after a fault than before it is not taken for a slow node.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.nodes import ProxiedNode
from tests.faults.rush import Rush
from tests.timeouts import scheduled, share


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
        return (self.at - earlier.at) * share(ran_s, waited_s)

    def rate_since(self, earlier: "Sample") -> float:
        """Return accepted bids per second, as on a machine without other programs."""
        return (self.accepted - earlier.accepted) / self.left_since(earlier)


def sampled(run: Rush, nodes: Sequence[ProxiedNode]) -> Sample:
    """Take a sample of a rush."""
    pids = [os.getpid(), *(node.process.process.pid for node in nodes if node.runs)]
    times = [scheduled(pid) for pid in pids]
    ran_s, waited_s = (sum(column) for column in zip(*times, strict=True))
    return Sample(time.monotonic(), run.accepted, ran_s, waited_s)
