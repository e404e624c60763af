"""The mutants of `make mutants` can be built into the product, and name faults, simulations or tests."""

from pathlib import Path

import pytest

from tests.faults.checks import Finding
from tests.faults.listed import GROUPS
from tests.faults.mutants.__main__ import BEGIN, END, FINDING, row_of, with_rows
from tests.faults.mutants.listed import MUTANTS
from tests.faults.mutants.mutant import Mutant, Replacement
from tests.faults.mutants.progress import Progress
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


def test_the_rows_of_mutants_that_were_not_tried_stay() -> None:
    first, second, third = MUTANTS[:3]
    page = f"above\n{BEGIN}\n| no mutant | x | y |\n{row_of(second, ['fault'])}\n{END}\nbelow\n"
    rows = {first.name: row_of(first, []), third.name: row_of(third, ["audit L", "SQL lost"])}
    lines = with_rows(page, rows).splitlines()
    assert lines[:2] == ["above", BEGIN]
    assert [line.rpartition(" | ")[2] for line in lines[4:7]] == [
        "nothing |",
        "fault |",
        "audit L, SQL lost |",
    ]
    assert lines[7:] == [END, "below"]


def test_the_page_tells_of_which_run_its_rows_are() -> None:
    rows = {mutant.name: row_of(mutant, ["fault"]) for mutant in MUTANTS}
    page = with_rows(f"above\n{BEGIN}\n{END}\nbelow\n", rows, "Tried in one run.")
    assert page.splitlines()[1:5] == [
        BEGIN,
        "Tried in one run.",
        "",
        "| mutant | tried by | caught by |",
    ]
    assert "Tried in one run." not in with_rows(page, {})


def test_a_run_goes_on_with_the_rows_that_it_has_found(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    Progress(path, "this").add("a mutant", "a row")
    assert Progress(path, "this").rows == {"a mutant": "a row"}
    again = Progress(path, "this")
    again.end()
    assert Progress(path, "this").rows == {}


def test_the_rows_of_another_version_of_the_product_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    Progress(path, "this").add("a mutant", "a row")
    assert Progress(path, "another").rows == {}


def test_no_group_lists_a_fault_twice() -> None:
    for group in GROUPS:
        names = [fault.__name__ for fault in group.faults]
        assert len(names) == len(set(names)), group.name
