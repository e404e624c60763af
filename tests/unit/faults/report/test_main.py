"""The page of faults takes the mutants from the page that has them."""

from tests.faults.report.__main__ import MUTANTS, mutants

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
