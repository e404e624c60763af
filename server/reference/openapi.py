"""The OpenAPI document of the HTTP face, made of the table of operations and the wire's models."""

from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

from server.domain.rejection import Code
from server.reference.examples.table import EXAMPLES
from server.reference.operations.operation import Operation, Who
from server.reference.operations.table import operations
from server.reference.schemas import (
    Schema,
    answer_schemas,
    problem_name,
    problem_schemas,
    reference,
    request_schemas,
    schema_of,
)
from server.wire.errors import HTTP_STATUS
from server.wire.requests import Id
from server.wire.saleroom.running import Paddle
from server.wire.text import UserIdText

PROBLEM_TYPE = "application/problem+json"

_ABOUT = """\
Bids, items and sales over HTTP. Amounts are integers in minor units (cents) from 1 to 10^15. Times
are integer milliseconds since the epoch on the server's single clock. Unknown fields are refused.
Answers may get more fields.

Every refusal is a problem document (RFC 9457) with a stable `code` and the details that a client
needs to correct the request. When an answer is lost, or is `busy`, `unavailable` or `unknown`, send
the same bid with the same `bid_id`. It has one effect and one answer."""
_IDENTITY = """\
The header is `Authorization: Bearer TOKEN`. The token is a JWT with the claims `sub` (user id),
`name`, `role` (`bidder`, `auctioneer`, `admin`) and `exp`. `POST /users` issues one where
registration is open."""
_SECURITY: dict[Who, list[dict[str, list[str]]]] = {
    Who.ANYBODY: [],
    Who.ANYBODY_OR_KNOWN: [{}, {"token": []}],
    Who.KNOWN: [{"token": []}],
    Who.AUCTIONEER: [{"token": []}],
    Who.SERVICE: [],
    Who.CLERK: [{"token": []}],
}

_UNLESS_CHANGED = "If-None-Match"
_SIGNATURE = ("webhook-id", "webhook-timestamp", "webhook-signature")
_PARAMETERS: dict[str, Any] = {"user_id": UserIdText, "number": Paddle}
"""The kinds of those parameters of a path that are no ids."""


@cache
def openapi() -> dict[str, Any]:
    """Build the document (OpenAPI 3.1)."""
    described = operations()
    paths: dict[str, dict[str, Any]] = {}
    for each in described:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    groups = dict.fromkeys(each.group for each in described)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Auction",
            "version": "1",
            "summary": "A realtime auction over HTTP. `/asyncapi.json` describes its Socket.IO face.",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": group} for group in groups],
        "paths": paths,
        "components": _components(described),
    }


def _components(described: Iterable[Operation]) -> dict[str, Any]:
    answered = [each.answers for each in described if not isinstance(each.answers, str)]
    taken = [each.takes for each in described if each.takes is not None]
    # A file that is sent and can be sent back has the form of a request.
    answered = [answer for answer in answered if answer not in taken]
    schemas = request_schemas(taken) | answer_schemas(answered) | problem_schemas()
    return {
        "schemas": schemas,
        "responses": {"Problem": _problems("Any other refusal.", Code)},
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": _IDENTITY,
            }
        },
    }


def _operation(each: Operation) -> dict[str, Any]:
    described = {
        "operationId": each.name,
        "tags": [each.group],
        "summary": each.summary,
        "description": each.who.value,
        "security": _SECURITY[each.who],
        "responses": _responses(each),
    }
    parameters = [*_path_parameters(each.path), *_query_parameters(each), *_headers(each)]
    if parameters:
        described["parameters"] = parameters
    if each.takes is not None:
        content = {"application/json": _media(each.takes), **_untyped(each.takes_also)}
        described["requestBody"] = {"required": not each.may_be_empty, "content": content}
    return described


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schema_of(_PARAMETERS.get(name, Id)),
        }
        for name in names
    ]


def _query_parameters(each: Operation) -> list[dict[str, Any]]:
    if each.query is None:
        return []
    schema = request_schemas([each.query])[each.query.__name__]
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _headers(each: Operation) -> list[dict[str, Any]]:
    """Describe the headers of a request that is signed, or that names the answer which its client has."""
    required = _SIGNATURE if each.who is Who.SERVICE else ()
    names = (*required, *((_UNLESS_CHANGED,) if each.unless_changed else ()))
    text = {"type": "string"}
    return [
        {"name": name, "in": "header", "required": name in required, "schema": text}
        for name in names
    ]


def _responses(each: Operation) -> dict[str, Any]:
    """Describe the answer, the typical refusals by status, and all others by a default."""
    if isinstance(each.answers, str):
        content: dict[str, Any] = {each.answers: {}}
    else:
        content = {"application/json": _media(each.answers), **_untyped(each.answers_also)}
    responses: dict[str, Any] = {}
    for status in (each.status, each.not_ready):
        if status is not None:
            responses[str(status.value)] = {"description": status.phrase, "content": content}
    if each.unless_changed:
        responses["304"] = {
            "description": f"Not Modified: nothing but `server_time` differs from the answer whose "
            f"`ETag` is in `{_UNLESS_CHANGED}`."
        }
    by_status: dict[HTTPStatus, list[Code]] = {}
    for code in (*each.codes, Code.RATE_LIMITED):
        by_status.setdefault(HTTP_STATUS[code], []).append(code)
    for status in sorted(by_status):
        codes = by_status[status]
        words = ", ".join(f"`{code.value}`" for code in codes)
        responses[str(status.value)] = _problems(f"{status.phrase}: {words}.", codes)
    if each.takes is not None:
        for status, body in _REFUSED_BODIES.items():
            description = body.format(bytes_max=each.bytes_max)
            responses[str(status.value)] = _problems(f"{description}: `invalid`.", [Code.INVALID])
    return {**responses, "default": {"$ref": "#/components/responses/Problem"}}


def _problems(description: str, codes: Iterable[Code]) -> dict[str, Any]:
    names = {code.value: problem_name(code) for code in codes}
    response: dict[str, Any] = {
        "description": description,
        "content": {PROBLEM_TYPE: {"schema": _one_of(names)}},
    }
    if any(HTTP_STATUS[Code(code)] in _LATER for code in names):
        response["headers"] = {
            "Retry-After": {
                "description": "In seconds, where the document has a `retry_after_ms`.",
                "schema": {"type": "integer"},
            }
        }
    return response


def _one_of(names: dict[str, str]) -> Schema:
    """Return a schema for one of several documents; `names` maps each `code` to its schema."""
    if len(names) == 1:
        return reference(*names.values())
    mapping = {code: reference(name)["$ref"] for code, name in names.items()}
    return {
        "oneOf": [reference(name) for name in names.values()],
        "discriminator": {"propertyName": "code", "mapping": mapping},
    }


def _media(kind: type) -> dict[str, Any]:
    return {"schema": reference(kind.__name__), "example": EXAMPLES[kind]}


def _untyped(media_type: str | None) -> dict[str, Any]:
    return {} if media_type is None else {media_type: {}}


_REFUSED_BODIES = {
    HTTPStatus.REQUEST_TIMEOUT: "A body that does not arrive in time",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "A body of more than {bytes_max} bytes",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "A compressed body, or a file of another media type",
}
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
