"""The columns of a CSV, made of the fields of a new item, so that a new field is a new column."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from server.wire.listings import NewItem
from server.wire.spreadsheets import cells

Schema = Mapping[str, Any]

_TABLES = {"increment": cells.INCREMENT, "premium": cells.PREMIUM}
"""The fields that are tables with amounts."""


class Column(NamedTuple):
    """A column: the path of its field in a new item, and its kind of value."""

    path: tuple[str, ...]
    kind: cells.Kind

    @property
    def name(self) -> str:
        """The name in the header, such as `soft_close.policy`."""
        return ".".join(self.path)


@cache
def columns() -> Mapping[str, Column]:
    """Return the columns by name, in their order."""
    schema = NewItem.model_json_schema()
    return {column.name: column for column in _columns((), schema, schema.get("$defs", {}))}


def _columns(path: tuple[str, ...], schema: Schema, parts: Schema) -> Iterator[Column]:
    for name, field in schema["properties"].items():
        branches = list(_branches(field, parts))
        if name in _TABLES:
            yield Column((*path, name), _TABLES[name])
        elif len(branches) == 1 and "properties" in branches[0] and not path:
            yield from _columns((name,), branches[0], parts)
        else:
            yield Column((*path, name), _kind(branches))


def _branches(field: Schema, parts: Schema) -> Iterator[Schema]:
    """Yield the schemas of the values that a field may have, without null."""
    if "$ref" in field:
        yield from _branches(parts[field["$ref"].rsplit("/", 1)[-1]], parts)
    elif "anyOf" in field:
        for branch in field["anyOf"]:
            yield from _branches(branch, parts)
    elif field.get("type") != "null":
        yield field


def _kind(branches: list[Schema]) -> cells.Kind:
    if len(branches) != 1:
        return cells.JSON
    (schema,) = branches
    unit = schema.get("description", "")
    match schema.get("type"):
        case "string":
            return cells.TEXT
        case "boolean":
            return cells.BOOLEAN
        case "integer" if "minor units" in unit:
            return cells.AMOUNT
        case "integer" if "in millionths" in unit:
            return cells.RATE
        case "integer" if "since the epoch" in unit:
            return cells.MOMENT
        case "integer":
            return cells.INTEGER
        case "array" if schema.get("items", {}).get("type") == "string":
            return cells.WORDS
        case _:
            return cells.JSON
