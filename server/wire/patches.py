"""Merge patches (RFC 7396): a field that is absent stays, and null takes it back to its default.

The model of a patch is made of the model of a new resource, so that each of its fields can be changed.
"""

from collections.abc import Collection, Mapping
from typing import Any, get_type_hints

from pydantic import Field, create_model

from server.domain.rejection import Contradiction, contradictory
from server.wire.errors import Refused
from server.wire.requests import Request


def patch_model(
    name: str,
    new: type[Request],
    doc: str,
    *,
    without: Collection[str],
    kinds: Mapping[str, Any] | None = None,
) -> type[Request]:
    """Make the model of a patch of the thing that `new` creates, `without` some fields.

    `kinds` are the types of fields that a patch has in another form.
    """
    hints = {**get_type_hints(new, include_extras=True), **(kinds or {})}
    fields: dict[str, Any] = {
        each: (hints[each] | None, Field(default=None, json_schema_extra=_without_default))
        for each in new.model_fields
        if each not in without
    }
    return create_model(name, __base__=Request, __module__=__name__, __doc__=doc, **fields)


def values_of(patch: Request, new: type[Request]) -> dict[str, Any]:
    """Return the values that a patch has for fields of `new`, with None for the default.

    Raises Refused `invalid` for a null without a default.
    """
    given = {name: getattr(patch, name) for name in sorted(patch.model_fields_set)}
    values = {name: value for name, value in given.items() if name in new.model_fields}
    found = [
        Contradiction(name, "this has no default and can't be null")
        for name, value in values.items()
        if value is None and new.model_fields[name].is_required()
    ]
    if found:
        rejection = contradictory(found)
        raise Refused(rejection.code, rejection.message, **rejection.details)
    return values


def _without_default(schema: dict[str, Any]) -> None:
    """Leave the default out of a field's schema, because an absent field is not null here."""
    schema.pop("default", None)
