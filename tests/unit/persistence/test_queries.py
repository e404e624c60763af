"""Each statement's head names its arguments."""

import re

import pytest

from persistence.queries import SQL

ARGUMENT = re.compile(r"\$\d")


@pytest.mark.parametrize("name", sorted(SQL))
def test_a_statement_begins_with_a_comment_that_names_its_arguments(name: str) -> None:
    lines = SQL[name].splitlines()
    assert lines[0].startswith("-- ")
    head = [line for line in lines if line.startswith("--")]
    statement = [line for line in lines if not line.startswith("--")]
    assert set(ARGUMENT.findall(" ".join(head))) == set(ARGUMENT.findall(" ".join(statement)))
