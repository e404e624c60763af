"""Schemas in words."""

from typing import Any

import pytest

from server.reference.schema_words import fields_of, kind_of, name_of
from server.reference.schemas import request_schemas
from server.wire.listings import NewItem


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "boolean"}, "boolean"),
        ({"type": "integer", "minimum": 1, "maximum": 1000}, "integer, 1 to 1,000"),
        ({"type": "integer", "minimum": 1}, "integer, 1 or more"),
        ({"type": "string", "maxLength": 5}, "string, 0 to 5 characters"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer or null"),
        ({"enum": ["a", True]}, "<code>a</code> | <code>true</code>"),
        ({"const": 409}, "<code>409</code>"),
        ({"$ref": "#/components/schemas/Bid"}, '<a href="#shape-Bid">Bid</a>'),
        ({"type": "array", "items": {"type": "string"}}, "list: string"),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]},
            "[integer, string]",
        ),
        (
            {"type": "object", "additionalProperties": {"type": "string"}},
            "object of string by name",
        ),
        (
            {"type": "object", "patternProperties": {"^[a-z]$": {"type": "integer"}}},
            "object of integer by name",
        ),
    ],
)
def test_a_schema_in_words(schema: dict[str, Any], expected: str) -> None:
    assert kind_of(schema) == expected


def test_only_a_reference_has_a_name() -> None:
    assert name_of({"$ref": "#/components/schemas/Bid"}) == "Bid"
    assert name_of({"type": "string"}) is None


def test_a_field_says_what_it_is_when_absent() -> None:
    fields = {
        name: (kind, notes)
        for name, kind, notes in fields_of(request_schemas([NewItem])["NewItem"])
    }
    assert fields["<code>title</code>"][1] == ""
    assert fields["<code>quantity</code>"] == (
        "integer, 1 to 10,000",
        "optional, <code>1</code> if absent",
    )
    assert fields["<code>reserve</code>"][1] == "optional, in minor units"


def test_a_long_pattern_is_shown_on_demand() -> None:
    short, long = ({"type": "string", "pattern": "a" * length} for length in (60, 61))
    assert "<details>" not in kind_of(short)
    assert (
        f'<summary>of certain characters</summary><span class="pattern"><code>{"a" * 61}'
        in kind_of(long)
    )
