"""Models of merge patches."""

from typing import Any

import pytest

from server.reference.schemas import request_schemas
from server.wire.errors import Refused
from server.wire.patches import patch_model, values_of
from server.wire.requests import Request
from tests.unit.wire.refusals import named, wrong_fields


class NewChair(Request):
    """A new chair."""

    chair_id: str
    legs: int
    colour: str = "brown"


ChairPatch = patch_model("ChairPatch", NewChair, "Change a chair.", without={"chair_id"})


@pytest.mark.parametrize(
    ("patch", "values"),
    [({}, {}), ({"legs": 3}, {"legs": 3}), ({"colour": None}, {"colour": None})],
)
def test_only_the_fields_that_are_given_have_values(
    patch: dict[str, Any], values: dict[str, Any]
) -> None:
    assert values_of(ChairPatch.parse(patch), NewChair) == values


def test_a_field_without_a_default_can_not_be_null() -> None:
    with pytest.raises(Refused) as refused:
        values_of(ChairPatch.parse({"legs": None, "colour": None}), NewChair)
    assert named(refused.value) == {"legs"}


def test_a_patch_has_the_fields_of_a_new_one_with_their_kinds() -> None:
    assert wrong_fields(ChairPatch, {"chair_id": "a", "legs": "4", "arms": 2}) == {
        "chair_id",
        "legs",
        "arms",
    }
    schema = request_schemas([ChairPatch])["ChairPatch"]
    assert schema["description"] == "Change a chair."
    assert "required" not in schema
    assert all("default" not in each for each in schema["properties"].values())
