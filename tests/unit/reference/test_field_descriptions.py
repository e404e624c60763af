"""The descriptions of fields, read from the types."""

from typing import TypedDict

from server.reference.field_descriptions import field_descriptions
from server.reference.schemas import answer_schemas


class Base(TypedDict):
    """A type."""

    plain: int
    described: int
    """A described field."""


class Derived(Base):
    """A type with the fields of another."""

    more: str | None
    """A text,
    or None.
    """


def test_a_field_has_the_text_below_it_and_a_derived_type_those_of_its_base() -> None:
    own = {"more": "A text,\nor None."}
    assert field_descriptions(Base) == {"described": "A described field."}
    assert field_descriptions(Derived) == {"described": "A described field.", **own}


def test_the_schema_has_the_descriptions_in_the_words_of_json() -> None:
    fields = answer_schemas([Derived])["Derived"]["properties"]
    assert fields["described"]["description"] == "A described field."
    assert fields["more"]["description"] == "A text,\nor null."
    assert "description" not in fields["plain"]
