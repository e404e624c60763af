"""The AsyncAPI document of the Socket.IO face, made of the wire's models.

Its table says what every event takes and is answered with, and what a room is told; tests hold it against
the namespace and against a live node's messages. Made once, when a node is put together.
"""

from functools import cache
from typing import Any, NamedTuple

from server.domain.commands import ExtendItem
from server.domain.rejection import Code
from server.domain.view import ItemView, QuoteView
from server.reference.examples import BID, EXAMPLES, ITEM, Example
from server.reference.schemas import (
    Schema,
    answer_schemas,
    error_name,
    error_schemas,
    reference,
    request_schemas,
)
from server.use_cases.bidding import COMMANDS
from server.wire.answers import (
    AuthenticateAnswer,
    BidAnswer,
    ClockAnswer,
    CommandAnswer,
    Done,
    WatchAnswer,
)
from server.wire.messages import NewBid, Outbid, WatcherCount
from server.wire.requests import (
    Authenticate,
    Bid,
    Clock,
    Extend,
    ForItem,
    Request,
    Retract,
    Watch,
)

REFUSAL = "Refusal"
_CHANNEL = "auction"
_ABOUT = """\
Bids and news over Socket.IO v5 on Engine.IO v4: path `/socket.io/`, default namespace, websocket and
polling. Amounts are integers in minor units (cents), from 1 to 10^15; times are integer milliseconds since
the epoch on the server's single clock. Unknown fields are refused; answers and news may get more fields.

Every event takes one object and is acknowledged: with the answer that is named beside it, or with a
`Refusal`. A socket's events are answered in the order in which they were sent.

News carries event numbers. A message with a `seq` not above the last one's is old; one whose `from_seq` is
more than one above it leaves a gap: `watch` again with `since`."""
_IDENTITY = """\
`auth: {"token": ...}` of the connect packet; a JWT with the claims `sub` (user id), `name`, `role`
(`bidder`, `auctioneer`, `admin`) and `exp`. Without one a socket may watch. A bad one refuses the
connection with `{"message", "data": {"code"}}`."""


class Event(NamedTuple):
    """An event that a client sends, and what it is answered with when it is not refused."""

    takes: type[Request]
    answers: type
    summary: str


class News(NamedTuple):
    """An event that a client gets."""

    tells: type
    summary: str
    example: Example


EVENTS: dict[str, Event] = {
    "watch": Event(
        Watch,
        WatchAnswer,
        "Join an item's room; with `since`, get the bids after that event number.",
    ),
    "unwatch": Event(ForItem, Done, "Leave an item's room."),
    "bid": Event(Bid, BidAnswer, "Bid on an item."),
    "retract": Event(Retract, CommandAnswer, "Take a bid back."),
    "authenticate": Event(
        Authenticate, AuthenticateAnswer, "Give a live socket a token: a first one, or a fresh one."
    ),
    "clock": Event(Clock, ClockAnswer, "Ask for the server's clock."),
    **{
        name: Event(ForItem, CommandAnswer, f"{command.__doc__} For auctioneers.")
        for name, command in COMMANDS.items()
    },
    "extend": Event(Extend, CommandAnswer, f"{ExtendItem.__doc__} For auctioneers."),
}
_QUOTE = (*QuoteView.__annotations__, "item_id")
NEWS: dict[str, News] = {
    "new_bid": News(
        NewBid,
        "To the item's room: bids, and the details after them.",
        {
            **{name: ITEM[name] for name in _QUOTE},
            "from_seq": 7,
            "bids": [BID],
        },
    ),
    "item": News(ItemView, "To the item's room: its status or end has changed.", ITEM),
    "outbid": News(
        Outbid,
        "To all sockets of the user who has just lost the lead.",
        {"item_id": "lamp", "seq": 7, "price": 4250, "minimum": 4350},
    ),
    "watchers": News(
        WatcherCount,
        "To the item's room, at most once a second: how many sockets watch, over all nodes.",
        {"item_id": "lamp", "count": 312},
    ),
}


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
                "description": "The default namespace. A message's name is its event's.",
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
    for name, event in EVENTS.items():
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
    for name, news in NEWS.items():
        operations[name] = {
            "action": "send",
            "channel": channel,
            "summary": news.summary,
            "messages": [_on_channel(name)],
        }
    return operations


def _messages() -> dict[str, Any]:
    """Describe every message by its event's name, and every answer by its type's."""
    messages: dict[str, Any] = {}
    for name, event in EVENTS.items():
        messages[name] = _message(name, event.takes, EXAMPLES[event.takes])
    for event in EVENTS.values():
        answers = event.answers
        messages[answers.__name__] = _message(answers.__name__, answers, EXAMPLES[answers])
    for name, news in NEWS.items():
        messages[name] = _message(name, news.tells, news.example)
    refused = {"code": "too_low", "message": "the next bid must be at least 4350"}
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
    answered = [event.answers for event in EVENTS.values()]
    told = [news.tells for news in NEWS.values()]
    refusal: Schema = {
        "description": "A refused event; each code comes with the details that mend the request.",
        "type": "object",
        "properties": {
            "ok": {"const": False},
            "error": {"oneOf": [reference(error_name(code)) for code in Code]},
        },
        "required": ["ok", "error"],
    }
    return {
        **request_schemas(event.takes for event in EVENTS.values()),
        **answer_schemas([*answered, *told]),
        **error_schemas(),
        REFUSAL: refusal,
    }
