"""A request keeps the id that it was given, if it has the form of one, and otherwise gets its own."""

import pytest

from server.web.transport.request_ids import HEADER, id_of
from tests.unit.web.requests import request


def test_the_balancer_s_id_is_kept() -> None:
    given = "0f1e2d3c-aaaa-bbbb-cccc-0123456789ab"
    assert id_of(request(**{HEADER: given})) == given


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", 'a"b', "ä"])
def test_what_is_no_id_is_replaced_by_a_new_one(given: str) -> None:
    made = {id_of(request(**{HEADER: given})) for _ in range(3)}
    assert len(made) == 3
    assert all(len(each) == 16 for each in made)
