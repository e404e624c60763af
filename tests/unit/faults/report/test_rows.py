"""Every place at which a fault is said to be tried exists."""

import re

import pytest

from tests.faults.listed import GROUPS
from tests.faults.report.rows import ROWS
from tests.nodes import ROOT

PLACES = sorted({place for row in ROWS for place in row.places})
FAULTS = {fault.__name__ for group in GROUPS for fault in group.faults}


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """The names of all tests."""
    sources = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    return set(re.findall(r"def (test_\w+)\(", "\n".join(sources)))


def test_each_place_exists(tests: set[str]) -> None:
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    known = FAULTS | tests | {f"make {target}" for target in targets}
    missing = [place for place in PLACES if place not in known and not (ROOT / place).exists()]
    assert missing == []


def test_no_fault_is_without_a_place() -> None:
    assert [row.fault for row in ROWS if not row.places] == []


def test_each_kind_of_the_simulator_is_in_a_row() -> None:
    # Read as text: the simulator replaces the clocks before the product is imported.
    source = (ROOT / "tests/simulation/faults.py").read_text()
    kinds = set(re.findall(r'^    "([a-z ]+)": ', source, re.MULTILINE))
    assert kinds
    assert kinds == {kind for row in ROWS for kind in row.simulated}


def test_each_fault_of_the_programme_is_in_a_row() -> None:
    assert FAULTS - set(PLACES) == set()
