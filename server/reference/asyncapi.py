"""The AsyncAPI document of the Socket.IO face, made of its tables and the wire's models."""

from functools import cache
from typing import Any

from server.domain.rejection import Code
from server.reference.examples.lamp import Example
from server.reference.examples.table import EXAMPLES
from server.reference.schemas import (
    Schema,
    answer_schemas,
    error_name,
    error_schemas,
    reference,
    request_schemas,
)
from server.reference.socket_events import CLIENT_EVENTS, SERVER_MESSAGES

REFUSAL = "Refusal"
_CHANNEL = "auction"
_ABOUT = """\
Bids and broadcasts over Socket.IO v5 on Engine.IO v4, at the path `/socket.io/`, in the default
namespace, by websocket or polling. Amounts are integers in minor units (cents) from 1 to 10^15.
Times are integer milliseconds since the epoch on the server's single clock. Unknown fields are
refused. Answers and messages may get more fields.

Every event takes one object and is acknowledged, either with the answer that stands beside it or
with a `Refusal`. The events of a socket are answered in the order in which they were sent. Only the
answer to a `watch` with `since` that needs the archive may come after those of later events.

Messages carry epochs and event numbers. A message of a lower `epoch`, or of the same one with a `seq`
that is not above that of the last message, is old. A higher `epoch` replaces everything that is known of
the item, whatever the `seq`: the server has lost events. A message whose `from_seq` is more than one
above the last `seq` of the same epoch leaves a gap, and `watch` with `since` and `epoch` returns the
missing bids."""
_IDENTITY = """\
The `auth` of the connect packet is `{"token": ...}`, a JWT with the claims `sub` (user id), `name`,
`role` (`bidder`, `auctioneer`, `admin`) and `exp`. Without a token a socket may only watch. A
connection with an invalid token is refused with `{"message", "data": {"code"}}`."""


@cache
def asyncapi() -> dict[str, Any]:
    """Build the document (AsyncAPI 3.0)."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Auction",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "node": {
                "host": "{host}",
                "pathname": "/socket.io/",
                "protocol": "wss",
                "description": "Any node, or the balancer before them; `ws` where there is no TLS.",
                "variables": {"host": {"default": "127.0.0.1:8080"}},
                "security": [{"$ref": "#/components/securitySchemes/token"}],
            }
        },
        "channels": {
            _CHANNEL: {
                "address": "/",
                "description": "The default namespace. The name of a message is the name of its event.",
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"} for name in _messages()
                },
            }
        },
        "operations": _operations(),
        "components": {
            "messages": _messages(),
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": _IDENTITY,
                }
            },
        },
    }


def _operations() -> dict[str, Any]:
    channel = {"$ref": f"#/channels/{_CHANNEL}"}
    operations: dict[str, Any] = {}
    for name, event in CLIENT_EVENTS.items():
        operations[name] = {
            "action": "receive",
            "channel": channel,
            "summary": event.summary,
            "messages": [_on_channel(name)],
            "reply": {
                "channel": channel,
                "messages": [_on_channel(event.answers.__name__), _on_channel(REFUSAL)],
            },
        }
    for name, message in SERVER_MESSAGES.items():
        operations[name] = {
            "action": "send",
            "channel": channel,
            "summary": message.summary,
            "messages": [_on_channel(name)],
        }
    return operations


def _messages() -> dict[str, Any]:
    """Describe every message by its event's name, and every answer by its type's."""
    messages: dict[str, Any] = {}
    for name, event in CLIENT_EVENTS.items():
        messages[name] = _message(name, event.takes, EXAMPLES[event.takes])
    for event in CLIENT_EVENTS.values():
        answers = event.answers
        messages[answers.__name__] = _message(answers.__name__, answers, EXAMPLES[answers])
    for name, message in SERVER_MESSAGES.items():
        messages[name] = _message(name, message.carries, message.example)
    refused = {"code": "too_low", "message": "the bid is below the minimum"}
    details = {"minimum": 4350, "price": 4250, "seq": 7}
    messages[REFUSAL] = {
        "name": REFUSAL,
        "payload": reference(REFUSAL),
        "examples": [{"payload": {"ok": False, "error": {**refused, **details}}}],
    }
    return messages


def _on_channel(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/{_CHANNEL}/messages/{name}"}


def _message(name: str, kind: type, example: Example) -> dict[str, Any]:
    return {
        "name": name,
        "payload": reference(kind.__name__),
        "examples": [{"payload": example}],
    }


def _schemas() -> dict[str, Schema]:
    answered = [event.answers for event in CLIENT_EVENTS.values()]
    sent = [message.carries for message in SERVER_MESSAGES.values()]
    refusal: Schema = {
        "description": "A refused event. Each code has the details that help to correct the request.",
        "type": "object",
        "properties": {
            "ok": {"const": False},
            "error": {"oneOf": [reference(error_name(code)) for code in Code]},
        },
        "required": ["ok", "error"],
    }
    return {
        **request_schemas(event.takes for event in CLIENT_EVENTS.values()),
        **answer_schemas([*answered, *sent]),
        **error_schemas(),
        REFUSAL: refusal,
    }
