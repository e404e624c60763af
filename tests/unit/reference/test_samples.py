"""Samples of requests and messages say what the contract says."""

import itertools
import json
import re
import shlex
from typing import Any

import pytest

from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.samples import curl, emit, fetch, listen

OPERATIONS = [
    pytest.param(path, method.upper(), operation, id=operation["operationId"])
    for path, methods in openapi()["paths"].items()
    for method, operation in methods.items()
]


def example_of(operation: dict[str, Any]) -> Any:
    """Return the example of an operation's body, None without one."""
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("example")


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_command_line_sends_the_example_with_a_token_where_one_is_needed(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    words = shlex.split(curl(path, method, operation))
    [url] = [word for word in words if word.startswith("$URL/")]
    options = dict(itertools.pairwise(words))
    assert re.fullmatch(
        re.sub(r"{\w+}", r"[\\w-]+", path), url.removeprefix("$URL").partition("?")[0]
    )
    assert options.get("-X", "GET") == method
    assert ("Authorization: Bearer $TOKEN" in words) == (operation["security"] == [{"token": []}])
    body = example_of(operation)
    assert ("-d" in options) == (body is not None)
    assert body is None or json.loads(options["-d"]) == body


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_call_of_fetch_sends_the_same(path: str, method: str, operation: dict[str, Any]) -> None:
    sample = fetch(path, method, operation)
    body = example_of(operation)
    assert (f'method: "{method}"' in sample) == (method != "GET")
    assert ("Bearer ${token}" in sample) == (operation["security"] == [{"token": []}])
    found = re.search(r"JSON\.stringify\((.*)\),\n}\);", sample, re.DOTALL)
    assert (found is None) == (body is None)
    assert found is None or json.loads(found[1]) == body


def test_a_signed_request_has_the_headers_of_its_signature() -> None:
    path = "/auctions/{auction_id}/bidders/{user_id}/deposit"
    signed = openapi()["paths"][path]["post"]
    assert '-H "webhook-id: ${WEBHOOK_ID}"' in curl(path, "POST", signed)
    assert '"webhook-signature": webhookSignature' in fetch(path, "POST", signed)


def test_a_text_is_read_as_a_text() -> None:
    assert "response.text()" in fetch("/metrics", "GET", openapi()["paths"]["/metrics"]["get"])
    assert "response.json()" in fetch("/readyz", "GET", openapi()["paths"]["/readyz"]["get"])


def test_an_event_is_sent_with_its_argument_and_a_message_names_its_fields() -> None:
    assert emit("watch", {"item_id": "lamp"}) == (
        'const answer = await socket.emitWithAck("watch", {\n  "item_id": "lamp"\n});'
    )
    assert listen("watchers", ["item_id", "count"]) == (
        'socket.on("watchers", ({ item_id, count }) => {\n  // ...\n});'
    )
    long = listen("new_bid", asyncapi()["components"]["schemas"]["NewBid"]["properties"])
    assert "({\n  epoch,\n  seq,\n" in long
