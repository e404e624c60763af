"""The page of faults takes the mutants from the page that has them."""

import pytest

from tests.faults.report.__main__ import MUTANTS, mutants, tried

TABLE = """
| no mutant | `a_fault` | nobody |
<!-- Written by make mutants. -->
| mutant | tried by | caught by |
| --- | --- | --- |
| a commit is not fenced | `a_fault`, 2 simulations | audit C, alarms |
| a lock is kept | 3 simulations | nothing |
<!-- End of the mutants. -->
"""


def test_a_mutant_has_those_who_caught_it() -> None:
    assert mutants(TABLE) == [
        {"name": "a commit is not fenced", "caught": ["audit C", "alarms"]},
        {"name": "a lock is kept", "caught": []},
    ]


def test_the_page_has_mutants() -> None:
    assert len(mutants(MUTANTS.read_text())) > 5


@pytest.mark.parametrize("sentence", ["", "All were tried on the product of commit 1a2b3c4d."])
def test_the_sentence_about_their_run_is_taken_over_if_there_is_one(sentence: str) -> None:
    page = TABLE.replace("| mutant |", f"{sentence}\n\n| mutant |") if sentence else TABLE
    assert tried(page) == sentence
