"""The AsyncAPI document is valid by AsyncAPI's own schema, whole, and its examples are what it says."""

import json
from pathlib import Path

from jsonschema import Draft7Validator

from server.reference.asyncapi import REFUSAL, asyncapi
from server.reference.socket_events import CLIENT_EVENTS, SERVER_MESSAGES
from tests.contract_checks import judge
from tests.nodes import ROOT

SCHEMA = Path("clients/web/node_modules/@asyncapi/specs/schemas/3.0.0.json")


def test_the_document_is_valid_asyncapi() -> None:
    assert (ROOT / SCHEMA).is_file(), "the web client's packages aren't there: run `make setup`"
    schema = json.loads((ROOT / SCHEMA).read_text())
    validator = Draft7Validator(schema)
    assert list(validator.iter_errors(asyncapi())) == []
    # It does look: an action that isn't one is found.
    wrong = {**asyncapi()["operations"], "bid": {**asyncapi()["operations"]["bid"], "action": "x"}}
    assert not validator.is_valid({**asyncapi(), "operations": wrong})


def test_every_example_is_what_its_payload_says() -> None:
    messages = asyncapi()["components"]["messages"]
    assert set(messages) >= {*CLIENT_EVENTS, *SERVER_MESSAGES, REFUSAL}
    for message in messages.values():
        for each in message["examples"]:
            judge(asyncapi(), message["payload"], each["payload"])


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(asyncapi())
    for reference in {part.partition('"')[0] for part in text.split('"$ref": "#/')[1:]}:
        found = asyncapi()
        for name in reference.split("/"):
            assert name in found, reference
            found = found[name]


def test_events_that_are_sent_are_answered_and_news_is_not() -> None:
    for name, operation in asyncapi()["operations"].items():
        assert operation["action"] == ("receive" if name in CLIENT_EVENTS else "send")
        assert ("reply" in operation) == (name in CLIENT_EVENTS)
