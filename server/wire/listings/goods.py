"""The fields that describe an item: its lot number, images and the house's metadata."""

from typing import Annotated

from pydantic import Field, PlainValidator, StringConstraints

from server.domain.listings.listing import Scalar
from server.wire.requests import FIELDS_MAX, Id, ImageUrl
from server.wire.text import check_lines

IMAGES_MAX = 20

_INT_MAX = 2**53


def _scalar(value: object) -> Scalar:
    match value:
        case bool():
            return value
        case int():
            if abs(value) > _INT_MAX:
                raise ValueError(f"an integer must be from -{_INT_MAX} to {_INT_MAX}")
            return value
        case str():
            return check_lines(value)
        case _:
            raise ValueError("must be a text, an integer or a boolean")


Lot = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}[A-Z]{0,2}$")]
"""A number, and letters for a lot that was put between two others."""

Images = Annotated[list[ImageUrl], Field(max_length=IMAGES_MAX, fail_fast=True)]

Value = Annotated[Scalar, PlainValidator(_scalar, json_schema_input_type=Scalar)]

Metadata = Annotated[dict[Id, Value], Field(max_length=FIELDS_MAX)]
"""Texts, integers and booleans by name; nothing is nested."""
