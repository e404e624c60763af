"""JSON Schemas of the contract, made of the models that parse requests and the types of answers.

Requests are pydantic's and answers are msgspec's, as on the wire, so a published schema cannot differ
from the program. Schemas of requests are closed. Schemas of answers are open, since fields may be added.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc
from typing import Any, get_args, get_type_hints, is_typeddict

import msgspec
from pydantic import TypeAdapter
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
    models_json_schema,
)

from server.domain.rejection import Code
from server.reference.field_descriptions import field_descriptions
from server.wire.codes import MEANINGS
from server.wire.errors import HTTP_STATUS
from server.wire.requests import Request

Schema = dict[str, Any]

_REF_TEMPLATE = "#/components/schemas/{model}"
_REF_TEMPLATE_OF_ANSWERS = "#/components/schemas/{name}"
_IN_PYTHON = {"None": "null", "True": "true", "False": "false"}
_DECISION = re.compile(r" \(\d{4}\)")
"""A number of a decision, which maintainers read and clients do not."""


def reference(name: str) -> Schema:
    """Refer to a schema of this name among a document's components."""
    return {"$ref": _REF_TEMPLATE.format(model=name)}


def request_schemas(models: Iterable[type[Request]]) -> dict[str, Schema]:
    """Return the schemas of requests and of their parts, by name."""
    wanted: list[tuple[type[Request], JsonSchemaMode]] = [
        (model, "validation") for model in dict.fromkeys(models)
    ]
    _, whole = models_json_schema(
        wanted,
        ref_template=_REF_TEMPLATE,
        schema_generator=_WithoutTitles,
    )
    return {name: _readable(schema) for name, schema in whole["$defs"].items()}


def answer_schemas(types: Iterable[type]) -> dict[str, Schema]:
    """Return the schemas of answers and of their parts by name, with fields in their declared order."""
    wanted = list(dict.fromkeys(types))
    _, schemas = msgspec.json.schema_components(wanted, ref_template=_REF_TEMPLATE_OF_ANSWERS)
    declared = {kind.__name__: kind for kind in _declared(wanted)}
    for name, schema in schemas.items():
        order = list(get_type_hints(declared[name])).index
        for field, text in field_descriptions(declared[name]).items():
            schema["properties"][field]["description"] = _in_words(text)
        schema["properties"] = dict(sorted(schema["properties"].items(), key=lambda p: order(p[0])))
        schema["required"] = sorted(schema["required"], key=order)
    return {name: _readable(schema) for name, schema in schemas.items()}


def schema_of(kind: Any) -> Schema:
    """Return the schema of a single value, such as an id."""
    return TypeAdapter(kind).json_schema(schema_generator=_WithoutTitles)


def error_schemas() -> dict[str, Schema]:
    """Return the schema of each code's error in a socket's acknowledgement, by name."""
    return _of_every_code(error_name, _error_head)


def problem_schemas() -> dict[str, Schema]:
    """Return the schema of each code's problem document (RFC 9457), by name."""
    return _of_every_code(problem_name, _problem_head)


def error_name(code: Code) -> str:
    """Name a code's error: `TooLowError`."""
    return _camel(code) + "Error"


def problem_name(code: Code) -> str:
    """Name a code's problem document: `TooLowProblem`."""
    return _camel(code) + "Problem"


class _WithoutTitles(GenerateJsonSchema):
    """Leaves titles out: a field's title would repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        made = super().generate_inner(schema)
        # The title of a model repeats the name of its schema.
        made.pop("title", None)
        return made


def _of_every_code(
    name: Callable[[Code], str], head: Callable[[Code], dict[str, Schema]]
) -> dict[str, Schema]:
    """Return a schema for each code, with the fields of `head` and the code's details, and their parts."""
    details = answer_schemas(meaning.details for meaning in MEANINGS.values())
    schemas: dict[str, Schema] = {}
    for code, meaning in MEANINGS.items():
        own, fields = details[meaning.details.__name__], head(code)
        schemas[name(code)] = {
            "description": meaning.sentence,
            "type": "object",
            "properties": {**fields, **own["properties"]},
            "required": [*fields, *own["required"]],
        }
    for meaning in MEANINGS.values():
        details.pop(meaning.details.__name__, None)
    return schemas | details


def _error_head(code: Code) -> dict[str, Schema]:
    return {"code": {"const": code.value}, "message": {"type": "string"}}


def _problem_head(code: Code) -> dict[str, Schema]:
    # A refusal by aiohttp itself (405, 413, ...) has the code `invalid` too.
    one = {"const": HTTP_STATUS[code].value}
    return {
        "type": {"const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"} if code is Code.INVALID else one,
        "detail": {"type": "string"},
        "code": {"const": code.value},
    }


def _declared(kinds: Iterable[Any]) -> Iterator[Any]:
    """Yield each typed dictionary among types and their parts."""
    for kind in kinds:
        if is_typeddict(kind):
            yield kind
            yield from _declared(get_type_hints(kind).values())
        else:
            yield from _declared(get_args(kind))


def _readable(schema: Schema) -> Schema:
    """Remove traces of the program from a schema: its title, indentation, constants and decisions."""
    schema.pop("title", None)
    if "description" in schema:
        schema["description"] = _in_words(cleandoc(schema["description"]))
    return schema


def _in_words(text: str) -> str:
    for ours, theirs in _IN_PYTHON.items():
        text = text.replace(ours, theirs)
    return _DECISION.sub("", text)


def _camel(code: Code) -> str:
    return "".join(part.capitalize() for part in code.value.split("_"))
