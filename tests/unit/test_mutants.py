"""The mutants of `make mutants` can be built into the product, and name faults, simulations or tests."""

import pytest

from tests.faults.checks import Finding
from tests.faults.listed import GROUPS
from tests.faults.mutants.__main__ import FINDING
from tests.faults.mutants.listed import MUTANTS, Mutant, Replacement
from tests.nodes import ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_changes_the_source(mutant: Mutant) -> None:
    for each in mutant.replacements:
        source = (ROOT / each.file).read_text()
        assert each.applied_to(source) != source


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_shown_by_faults_of_the_programme_or_by_simulations_or_tests(
    mutant: Mutant,
) -> None:
    names = {fault.__name__ for group in GROUPS for fault in group.faults}
    assert mutant.faults or mutant.seeds or mutant.tests
    assert set(mutant.faults) <= names
    assert all((ROOT / path).exists() for path in mutant.tests)


@pytest.mark.parametrize("source", ["", "one two", "one one"])
def test_a_line_that_moved_is_noticed(source: str) -> None:
    with pytest.raises(LookupError, match=r"has \d times: one$"):
        Replacement("a file", "one", "two").applied_to(source.replace("one two", "two"))


@pytest.mark.parametrize("judge", ["fault", "service", "alarms", "audit L", "SQL double winners"])
def test_the_finding_of_each_judge_is_recognized(judge: str) -> None:
    found = FINDING.search(f"9 faults\n{Finding('redis_pauses, a_node_dies', judge, 'text')}\n")
    assert found is not None
    assert found[1] == judge


def test_no_fault_is_listed_twice() -> None:
    names = [fault.__name__ for group in GROUPS for fault in group.faults]
    assert len(names) == len(set(names))
