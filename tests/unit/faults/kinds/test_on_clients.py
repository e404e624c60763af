"""The answers to copies of a bid may differ only until one of them is accepted."""

from typing import Any

import pytest

from tests.faults.kinds.on_clients import contradiction

ACCEPTED = {"ok": True, "seq": 8, "price": 500}


def refused(seq: int) -> dict[str, Any]:
    """A refusal that was decided when the item was at `seq`."""
    return {"code": "already_leading", "seq": seq, "price": 400}


def over_a_socket(seq: int) -> dict[str, Any]:
    return {"ok": False, "error": refused(seq)}


@pytest.mark.parametrize(
    "answers",
    [
        [ACCEPTED, ACCEPTED],
        [refused(6), over_a_socket(7)],
        [refused(7), ACCEPTED, over_a_socket(6), ACCEPTED],
    ],
)
def test_copies_may_be_refused_before_one_is_accepted(answers: list[dict[str, Any]]) -> None:
    assert contradiction(answers) is None


@pytest.mark.parametrize(
    "answers",
    [
        [ACCEPTED, {**ACCEPTED, "seq": 9}],
        [ACCEPTED, refused(8)],
        [ACCEPTED, over_a_socket(9)],
        [ACCEPTED, {"code": "forbidden"}],
    ],
)
def test_copies_have_the_same_answer_from_then_on(answers: list[dict[str, Any]]) -> None:
    assert contradiction(answers) is not None
