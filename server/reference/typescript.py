"""The contract as TypeScript types, of which the JavaScript SDK's messages are made (0195). Pure.

The field `ok` is left out, because the SDK's type of an answer has it.

`python -m server.reference.typescript FILE` writes the file. A test compares it with the contract.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from server.domain.rejection import Code
from server.reference.schema_words import name_of, values_of
from server.reference.schemas import error_name, problem_name

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]

_HEAD = """\
/**
 * The schemas and events of the contract that each node publishes, as types. `make types` writes this file.
 *
 * Amounts are integers in minor units of the item's currency, times are milliseconds since the epoch on the
 * server's clock, `seq` is an item's event number: 1, 2, 3, ... with no gap.
 */

import type { Answer } from "./answers.js";
"""
NAMES = {
    "AdmissionView": "Admission",
    "AuctionView": "Auction",
    "AuthenticateAnswer": "Identity",
    "Bid": "BidRequest",
    "BidView": "Bid",
    "BidderView": "SaleBidder",
    "BiddersAnswer": "SaleBidders",
    "ChargeView": "Charge",
    "ClerkView": "Clerk",
    "ClerksAnswer": "Clerks",
    "ClockView": "FallingClock",
    "CostAnswer": "Cost",
    "DeliveryView": "Delivery",
    "EnteredBid": "RoomBid",
    "FeesView": "Fees",
    "ItemView": "Item",
    "NewItem": "Listing",
    "NoticeView": "Notice",
    "OwnView": "Yours",
    "PaddleView": "Paddle",
    "PaddlesAnswer": "Paddles",
    "ReachAnswer": "Reach",
    "Reason": "RetractReason",
    "RoomBid": "RoomBidOnItem",
    "ResultsAnswer": "Results",
    "SequenceView": "SequenceTerms",
    "StaggerView": "Stagger",
    "StatementAnswer": "Statement",
    "TermsView": "Terms",
    "UnderbidderView": "Underbidder",
    "UserAnswer": "Registration",
    "WebhookView": "Webhook",
    "WinnerView": "Winner",
}
"""The SDK's names of the schemas that have another one there."""
_CHOICES = {
    "DeliveryState": ("DeliveryView", "state"),
    "OwnStanding": ("Mine", "standing"),
    "Role": ("UserAnswer", "role"),
    "RoomSource": ("EnteredBid", "source"),
    "Source": ("BidView", "source"),
    "Standing": ("AdmissionView", "state"),
    "Status": ("ItemView", "status"),
    "WebhookEvent": ("WebhookView", "events"),
}
"""The SDK's names of the choices among texts that a field of a schema has, or each text in its list."""
_CLIENT_EVENTS = """\
The events that a client sends, with their acknowledgements.

A socket of socket.io-client has the type `Socket<ServerMessages, ClientEvents>`."""
_SERVER_MESSAGES = "The messages that the server sends."
_PROBLEM_HEAD = {"type", "title", "status", "detail", "code"}
_WIDTH = 120
_OR = "\n  | "


def render(openapi: Schema, asyncapi: Schema) -> str:
    """Render the schemas of both documents, the codes with their details, and the events of the sockets."""
    schemas = {**openapi["components"]["schemas"], **asyncapi["components"]["schemas"]}
    return "\n".join(
        [*_Types(schemas).lines(), _client_events(asyncapi), _server_messages(asyncapi)]
    )


class _Types:
    """The types of a contract's schemas."""

    def __init__(self, schemas: Schemas) -> None:
        self._problems = {code: schemas[problem_name(code)] for code in Code}
        refusals = {"Refusal", *map(problem_name, Code), *map(error_name, Code)}
        shown = {_type_name(name): schemas[name] for name in schemas.keys() - refusals}
        self._schemas = {name: shown[name] for name in sorted(shown)}
        self._choices = {
            name: _texts(schemas[schema]["properties"][field])
            for name, (schema, field) in _CHOICES.items()
        }
        declared = {name: each["enum"] for name, each in shown.items() if "enum" in each}
        # Of choices with the same values the one that has a name of its own in the contract counts.
        named = {**self._choices, **declared}
        self._named = {frozenset(values): name for name, values in named.items()}

    def lines(self) -> Iterator[str]:
        """Yield the parts of the module."""
        yield _HEAD
        for name, schema in self._schemas.items():
            yield _comment(schema.get("description", "")) + self._declaration(name, schema)
        for name, values in self._choices.items():
            yield _union(name, values)
        codes = _union("Code", [code.value for code in Code])
        yield f"/** The codes of the server's refusals. */\n{codes}"
        yield self._details()

    def _declaration(self, name: str, schema: Schema) -> str:
        if "enum" in schema:
            return _union(name, schema["enum"])
        return f"export interface {name} {{\n{''.join(self._fields(schema))}}}\n"

    def _fields(self, schema: Schema) -> Iterator[str]:
        required = schema.get("required", ())
        for name, each in schema["properties"].items():
            if name == "ok":
                continue
            mark = "" if name in required else "?"
            described = _comment(each.get("description", ""), "  ")
            yield f"{described}  readonly {name}{mark}: {self._type(each)};\n"

    def _type(self, schema: Schema) -> str:
        """Return the type of the values that a schema allows."""
        name = name_of(schema)
        if name is not None:
            return _type_name(name)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return " | ".join(dict.fromkeys(map(self._type, schema[union])))
        if "const" in schema:
            return json.dumps(schema["const"])
        if "enum" in schema:
            values = schema["enum"]
            return self._named.get(frozenset(values)) or _choice(values)
        return self._type_of_kind(schema)

    def _type_of_kind(self, schema: Schema) -> str:
        match schema.get("type"):
            case "array":
                return self._list(schema)
            case "object":
                return f"Readonly<Record<string, {self._type(values_of(schema))}>>"
            case "integer" | "number":
                return "number"
            case str(kind):
                return kind
        return "unknown"

    def _list(self, schema: Schema) -> str:
        if "prefixItems" in schema:
            return f"readonly [{', '.join(map(self._type, schema['prefixItems']))}]"
        items = self._type(schema["items"])
        return f"readonly ({items})[]" if " " in items else f"readonly {items}[]"

    def _details(self) -> str:
        """Render the details of all codes, each optional, since only some codes have it."""
        details: dict[str, dict[str, None]] = {}
        for problem in self._problems.values():
            for name, each in problem["properties"].items():
                if name not in _PROBLEM_HEAD:
                    details.setdefault(name, {})[self._type(each)] = None
        fields = "".join(
            f"  readonly {name}?: {' | '.join(types)};\n" for name, types in sorted(details.items())
        )
        comment = _comment("The details of the server's refusals, of which each code has its own.")
        return f"{comment}export interface Details {{\n{fields}}}\n"


def _client_events(asyncapi: Schema) -> str:
    lines = [
        f"  {name}(argument: {_payload(asyncapi, each['messages'][0])}, acknowledge: "
        f"(answer: Answer<{_payload(asyncapi, each['reply']['messages'][0])}>) => void): void;\n"
        for name, each in asyncapi["operations"].items()
        if each["action"] == "receive"
    ]
    return f"{_comment(_CLIENT_EVENTS)}export interface ClientEvents {{\n{''.join(lines)}}}\n"


def _server_messages(asyncapi: Schema) -> str:
    lines = [
        f"  {name}(message: {_payload(asyncapi, each['messages'][0])}): void;\n"
        for name, each in asyncapi["operations"].items()
        if each["action"] == "send"
    ]
    return f"{_comment(_SERVER_MESSAGES)}export interface ServerMessages {{\n{''.join(lines)}}}\n"


def _payload(asyncapi: Schema, reference: Schema) -> str:
    message = asyncapi["components"]["messages"][name_of(reference)]
    return _type_name(str(name_of(message["payload"])))


def _type_name(schema: str) -> str:
    return NAMES.get(schema, schema)


def _texts(field: Schema) -> list[str]:
    return list(field.get("items", field)["enum"])


def _choice(values: Iterable[str]) -> str:
    return " | ".join(map(json.dumps, values))


def _union(name: str, values: Iterable[str]) -> str:
    """Declare a choice among texts, with a line for each if they don't fit on one."""
    single = f"export type {name} = {_choice(values)};\n"
    if len(single) <= _WIDTH:
        return single
    return f"export type {name} ={''.join(f'{_OR}{json.dumps(each)}' for each in values)};\n"


def _comment(text: str, indent: str = "") -> str:
    """Return a documentation comment, on one line if it fits."""
    lines = text.strip().splitlines()
    if not lines:
        return ""
    lines[0] = lines[0][0].upper() + lines[0][1:]
    single = f"{indent}/** {lines[0]} */"
    if len(lines) == 1 and len(single) <= _WIDTH:
        return f"{single}\n"
    inner = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{inner}{indent} */\n"


if __name__ == "__main__":
    from server.reference.asyncapi import asyncapi
    from server.reference.openapi import openapi

    Path(sys.argv[1]).write_text(render(openapi(), asyncapi()))
