"""The simulator: a fixed set of seeds, and what a seed promises."""

import re
import subprocess
import sys

import pytest

from tests.nodes import ROOT
from tests.simulation.faults import Fault
from tests.simulation.shrinking import shrunk

SEEDS = 5
TIMEOUT_S = 240


def simulated(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the simulator."""
    return subprocess.run(
        [sys.executable, "-m", "tests.simulation", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@pytest.mark.timeout(TIMEOUT_S)
def test_a_fixed_set_of_seeds_finds_nothing_and_a_seed_is_the_same_simulation_each_time() -> None:
    done = simulated("--count", str(SEEDS))
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-2]
    assert f"{SEEDS} seeds, 0 failed" in last
    accepted = re.search(r"(\d+) accepted", last)
    assert accepted is not None
    assert int(accepted[1]) > 20 * SEEDS
    fingerprint = re.search(r"seed 3 \(\w{12}\)", done.stdout)
    assert fingerprint is not None
    assert fingerprint[0] in simulated("--first", "3", "--count", "1").stdout


def test_the_faults_of_a_failure_are_shrunk_to_those_that_it_needs() -> None:
    faults = [Fault(float(at), kind, 0, 1.0) for at, kind in enumerate("abcdefghij")]
    needed = {"c", "h"}
    left = shrunk(faults, lambda fewer: needed <= {fault.kind for fault in fewer})
    assert [fault.kind for fault in left] == ["c", "h"]
