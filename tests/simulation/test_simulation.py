"""The simulator: a fixed set of seeds, and what a seed promises."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.nodes import ROOT
from tests.simulation.faults import Fault
from tests.simulation.shrinking import as_test, kind_of, shrunk
from tests.simulation.simulation import unsettled

FIRST, SEEDS = 1, 3
"""A seed with failovers, one that begins with a crowd, and one that loses events."""
TIMEOUT_S = 240


def findings(*options: str) -> str:
    """Run one seed; return the output if it has found something."""
    done = simulated("--count", "1", *options)
    return done.stdout + done.stderr if done.returncode else ""


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
def test_a_fixed_set_of_seeds_finds_nothing_and_a_seed_is_the_same_simulation_each_time(
    tmp_path: Path,
) -> None:
    written = tmp_path / "sums.json"
    seeds = ("--first", str(FIRST), "--count", str(SEEDS), "--again", str(FIRST + SEEDS))
    done = simulated(*seeds, "--write", str(written))
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-2]
    assert f"{SEEDS} dense seeds, 0 failed" in last
    sums = msgspec.json.decode(written.read_bytes())["dense"]
    assert sums["bids"]["accepted"] > 20 * SEEDS
    assert sums["bids"]["sent"] == sums["bids"]["answered"] + sums["bids"]["unknown"]
    assert min(sums["received_by_screens"][each] for each in ("watch", "new_bid", "item")) > 0


@pytest.mark.timeout(TIMEOUT_S)
def test_a_loss_of_which_only_a_killed_node_knew_is_none_that_a_node_has_to_name() -> None:
    #   1.049 s  node replaced (node 1, 2.448 s)
    #   3.188 s  postgres unreachable (node 0, 3.393 s)
    #   3.510 s  redis loses a second (node 1, 0.162 s)
    #   4.063 s  replies of redis lost (node 2, 1.227 s)
    #   5.050 s  redis loses a second (node 0, 0.410 s)
    #   6.709 s  node killed (node 0, 0.013 s)
    assert findings("--first", "47", "--only", "2,4,5,8,9,13") == ""


def test_an_item_is_settled_by_its_events_in_redis_where_a_view_omits_secret_offers() -> None:
    lamp = "lamp"
    cancelled = {"item_id": lamp, "status": "cancelled", "seq": 4}
    assert unsettled([cancelled], {lamp: 22}, {lamp: (22, 22)}) == ""
    late = "lamp is at number 22, and in the archive at "
    assert unsettled([cancelled], {lamp: 22}, {lamp: (4, 4)}) == late + "(4, 4)"
    assert unsettled([cancelled], {lamp: 22}, {lamp: (22, 21)}) == late + "(22, 21)"
    assert unsettled([cancelled], {lamp: 22}, {}) == late + "None"
    still_open = {**cancelled, "status": "open"}
    assert unsettled([still_open], {lamp: 22}, {lamp: (22, 22)}) == "lamp is open"


def test_the_faults_of_a_failure_are_shrunk_to_those_that_it_needs() -> None:
    faults = [Fault(float(at), kind, 0, 1.0) for at, kind in enumerate("abcdefghij")]
    needed = {"c", "h"}
    left = shrunk(faults, lambda fewer: needed <= {fault.kind for fault in fewer})
    assert [fault.kind for fault in left] == ["c", "h"]


def test_the_kind_of_a_finding_is_what_two_runs_with_other_faults_have_in_common() -> None:
    assert kind_of("L: item-3: bid 7 was acknowledged") == "L"
    assert kind_of("Traceback (most recent call last):\n  ...\nKeyError: 'a'\n") == "KeyError"
    assert kind_of("the nodes have logged entry_refused 3 times") == "the nodes have logged en"


def test_a_shrunk_failure_is_printed_as_a_test() -> None:
    faults = [Fault(float(at), kind, 0, 1.0) for at, kind in enumerate("abc")]
    text = as_test(7, faults, [faults[0], faults[2]])
    assert text.splitlines()[1:] == [
        "@pytest.mark.timeout(TIMEOUT_S)",
        "def test_seed_7_finds_nothing() -> None:",
        "    #   0.000 s  a (node 0, 1.000 s)",
        "    #   2.000 s  c (node 0, 1.000 s)",
        '    assert findings("--first", "7", "--only", "0,2") == ""',
    ]
