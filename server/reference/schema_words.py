"""JSON Schemas in words: the kind of a value and the fields of an object. Pure.

It covers the keywords that the contract's own schemas use, not all of JSON Schema.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from server.reference.markup import code, link

Schema = Mapping[str, Any]

_PATTERN_SHOWN = 60
"""The length of the longest pattern that is shown without a question."""


def name_of(schema: Schema) -> str | None:
    """Return the name of the schema that this one refers to; None if it refers to none."""
    return schema["$ref"].rsplit("/", 1)[-1] if "$ref" in schema else None


def kind_of(schema: Schema) -> str:
    """Return in HTML the kind of value that a schema allows, such as `integer, 1 to 100, or null`."""
    name = name_of(schema)
    if name is not None:
        return link(f"shape-{name}", name)
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(kind_of(each) for each in schema[union])
    if "const" in schema:
        return _value(schema["const"])
    if "enum" in schema:
        return " | ".join(_value(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return _list(schema)
    if schema.get("type") == "object":
        return f"object of {kind_of(values_of(schema))} by name"
    return escape(str(schema.get("type", "anything"))) + _bounds(schema)


def fields_of(schema: Schema) -> Iterator[tuple[str, str, str]]:
    """Yield an object's fields in HTML: name, kind and notes."""
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        notes = [] if name in required else ["optional"]
        if each.get("default") is not None:
            notes.append(f"{_value(each['default'])} if absent")
        described = _description(each)
        if described:
            notes.append(escape(described))
        yield code(name), kind_of(each), ", ".join(notes)


def _list(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(kind_of(each) for each in schema['prefixItems'])}]"
    bounds = [schema[name] for name in ("minItems", "maxItems") if name in schema]
    some = f" of {bounds[0]} to {bounds[1]}" if len(bounds) == 2 else ""
    return f"list{some}: {kind_of(schema['items'])}"


def values_of(schema: Schema) -> Schema:
    """Return the schema of an object's values, all of one kind."""
    for values in schema.get("patternProperties", {}).values():
        return dict(values)
    return dict(schema["additionalProperties"])


def _bounds(schema: Schema) -> str:
    """Return the limits of a number, or of the length and the characters of a text."""
    parts = []
    if "minimum" in schema or "maximum" in schema:
        parts.append(_range(schema.get("minimum"), schema.get("maximum")))
    if "minLength" in schema or "maxLength" in schema:
        least = schema.get("minLength", 0)
        parts.append(f"{_range(least, schema.get('maxLength'))} characters")
    if "pattern" in schema:
        parts.append(_pattern(schema["pattern"]))
    return "".join(f", {part}" for part in parts)


def _pattern(pattern: str) -> str:
    """Return a pattern; a long one is shown on demand."""
    shown = f'<span class="pattern">{code(pattern)}</span>'
    if len(pattern) <= _PATTERN_SHOWN:
        return shown
    return f"<details><summary>of certain characters</summary>{shown}</details>"


def _range(least: int | None, most: int | None) -> str:
    if most is None:
        return f"{least:,} or more"
    return f"{least or 0:,} to {most:,}"


def _description(schema: Schema) -> str:
    """Return the description of a schema, or of the first alternative that has one."""
    if "description" in schema:
        return str(schema["description"])
    return next((str(e["description"]) for e in schema.get("anyOf", ()) if "description" in e), "")


def _value(value: object) -> str:
    return code(value if isinstance(value, str) and value else json.dumps(value))
