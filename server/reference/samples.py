"""Samples of requests and messages for the page: curl for operations, JavaScript for all. Pure.

They use `$URL` and `$TOKEN`, or `url`, `token` and `socket`, which the page's quick start has set.
"""

import json
from collections.abc import Iterable, Mapping
from shlex import quote
from typing import Any

Operation = Mapping[str, Any]

_VALUES = {
    "auction_id": "spring",
    "delivery_id": "41",
    "item_id": "lamp",
    "number": "12",
    "user_id": "ann",
    "webhook_id": "3f9c0e7a11b2d4c5",
}
"""The values of the parameters that the samples name; those of the examples."""
_JSON = "application/json"


def curl(path: str, method: str, operation: Operation) -> str:
    """Return an operation as a command line of curl."""
    body = _body(operation)
    parts = [f'curl {"" if method == "GET" else f"-X {method} "}"$URL{_target(path, operation)}"']
    parts += [f'-H "{name}: ${{{variable}}}"' for name, variable in _signed(operation)]
    if _needs_token(operation):
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if body is not None:
        parts += [f"-H 'Content-Type: {_JSON}'", f"-d {quote(_text(body))}"]
    return " \\\n  ".join(parts)


def fetch(path: str, method: str, operation: Operation) -> str:
    """Return an operation as a call of the standard `fetch`."""
    body = _body(operation)
    headers = [f'"{name}": {_camel(variable)}' for name, variable in _signed(operation)]
    headers += ["Authorization: `Bearer ${token}`"] if _needs_token(operation) else []
    headers += [f'"Content-Type": "{_JSON}"'] if body is not None else []
    options = [] if method == "GET" else [f'method: "{method}"']
    options += [f"headers: {{ {', '.join(headers)} }}"] if headers else []
    options += [f"body: JSON.stringify({_indented(body)})"] if body is not None else []
    lines = "".join(f"  {each},\n" for each in options)
    given = f", {{\n{lines}}}" if lines else ""
    read = "json" if _answers_json(operation) else "text"
    return (
        f"const response = await fetch(`${{url}}{_target(path, operation)}`{given});\n"
        f"const answer = await response.{read}();"
    )


def emit(event: str, argument: object) -> str:
    """Return an event that a client sends, with its acknowledgement."""
    return f'const answer = await socket.emitWithAck("{event}", {_text(argument)});'


def listen(message: str, fields: Iterable[str]) -> str:
    """Return a listener for a message that a client receives."""
    single = f'socket.on("{message}", ({{ {", ".join(fields)} }}) => {{'
    if len(single) > 80:
        named = "".join(f"  {each},\n" for each in fields)
        single = f'socket.on("{message}", ({{\n{named}}}) => {{'
    return f"{single}\n  // ...\n}});"


def _target(path: str, operation: Operation) -> str:
    """Fill in the parameters of the path, and those of the query that are required."""
    required = [
        f"{each['name']}={_VALUES[each['name']]}"
        for each in operation.get("parameters", ())
        if each["in"] == "query" and each["required"]
    ]
    return path.format(**_VALUES) + (f"?{'&'.join(required)}" if required else "")


def _signed(operation: Operation) -> list[tuple[str, str]]:
    """List the headers of a signed request, each with the variable that has its value."""
    return [
        (each["name"], each["name"].upper().replace("-", "_"))
        for each in operation.get("parameters", ())
        if each["in"] == "header"
    ]


def _needs_token(operation: Operation) -> bool:
    return (
        any("token" in each for each in operation["security"]) and {} not in operation["security"]
    )


def _body(operation: Operation) -> object:
    media = operation.get("requestBody", {}).get("content", {}).get(_JSON)
    return None if media is None else media["example"]


def _answers_json(operation: Operation) -> bool:
    [status, *_] = [each for each in operation["responses"] if each.startswith("2")]
    kinds = operation["responses"][status]["content"]
    return any(kind.endswith("json") for kind in kinds)


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _indented(value: object) -> str:
    return _text(value).replace("\n", "\n  ")


def _camel(variable: str) -> str:
    first, *others = variable.lower().split("_")
    return first + "".join(each.capitalize() for each in others)
