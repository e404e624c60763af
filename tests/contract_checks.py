"""Checks of a live node's answers against its published contract.

Schemas are closed here: a field that isn't published fails the check, though clients must accept it (0065).
"""

import copy
import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from jsonschema import Draft202012Validator

from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi

JSON, PROBLEM = "application/json", "application/problem+json"


def judge(document: Mapping[str, Any], schema: Mapping[str, Any], value: object) -> None:
    """Check a value against a schema of a document; raises `jsonschema.ValidationError`."""
    whole = {**closed(schema), "components": closed(document["components"])}
    Draft202012Validator(whole).validate(value)


def judge_reply(
    method: str, path: str, status: int, media_type: str, body: object
) -> tuple[str, str]:
    """Check an HTTP answer against the document; return the operation's name and the code, or `ok`.

    The code `internal` is the only one that an operation doesn't have to name.
    """
    operation = operations()[method, template_of(method, path)]
    response = operation["responses"].get(str(status))
    if response is None:
        assert isinstance(body, dict), (method, path, status)
        assert body["code"] == "internal", (method, path, body)
        response = openapi()["components"]["responses"]["Problem"]
    judge(openapi(), response["content"][media_type]["schema"], body)
    refused = isinstance(body, dict) and media_type == PROBLEM
    return operation["operationId"], body["code"] if refused else "ok"  # type: ignore[index]


def judge_problem(status: int, body: object) -> None:
    """Check a problem document, of any route, against the document."""
    content = openapi()["components"]["responses"]["Problem"]["content"]
    judge(openapi(), content[PROBLEM]["schema"], body)
    assert isinstance(body, dict)
    assert body["status"] == status == HTTPStatus(status)


def judge_acknowledgement(event: str, answer: Mapping[str, Any]) -> tuple[str, str]:
    """Check an acknowledgement against the document; return the event and the code, or `ok`."""
    accepted, refused = asyncapi()["operations"][event]["reply"]["messages"]
    judge(asyncapi(), payload_of(accepted if answer["ok"] else refused), answer)
    return event, "ok" if answer["ok"] else answer["error"]["code"]


def judge_news(event: str, argument: object) -> None:
    """Check a broadcast to a room against the document."""
    operation = asyncapi()["operations"][event]
    assert operation["action"] == "send", event
    judge(asyncapi(), payload_of(operation["messages"][0]), argument)


def payload_of(reference: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the schema of the message that a reference names."""
    name = reference["$ref"].rsplit("/", 1)[-1]
    payload: Mapping[str, Any] = asyncapi()["components"]["messages"][name]["payload"]
    return payload


@cache
def operations() -> dict[tuple[str, str], Any]:
    """Return the HTTP face's operations by method and path template."""
    return {
        (method.upper(), path): each
        for path, methods in openapi()["paths"].items()
        for method, each in methods.items()
    }


def template_of(method: str, path: str) -> str:
    """Return the path template that matches a path; the most literal one wins."""
    bare = path.partition("?")[0]
    templates = sorted((t for m, t in operations() if m == method), key=lambda t: t.count("{"))
    return next(t for t in templates if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", t), bare))


def closed(part: Any) -> Any:
    """Return a copy of a schema, or of any value that contains schemas, without additional properties."""
    made = copy.deepcopy(part)
    _close(made)
    return made


def _close(part: Any) -> None:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            part["additionalProperties"] = False
        for each in part.values():
            _close(each)
    elif isinstance(part, list):
        for each in part:
            _close(each)
