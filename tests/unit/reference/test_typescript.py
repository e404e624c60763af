"""The contract as TypeScript types."""

import re

import pytest

from server.domain.rejection import Code
from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.operations.table import operations
from server.reference.socket_events import CLIENT_EVENTS, SERVER_MESSAGES
from server.reference.typescript import render
from server.use_cases.running import COMMANDS
from tests.nodes import ROOT

MESSAGES = ROOT / "clients/web/sdk/src/messages"
CONTRACT = (MESSAGES / "contract.ts").read_text()
REQUESTS = (MESSAGES / "requests.ts").read_text()


def declared(name: str, source: str = CONTRACT) -> str:
    """Return the fields that an interface declares."""
    found = re.search(
        rf"^export interface {name}[ \w]*{{\n(.*?)^}}", source, re.DOTALL | re.MULTILINE
    )
    assert found is not None
    return found[1]


def test_the_javascript_sdk_has_the_types_of_this_contract() -> None:
    assert render(openapi(), asyncapi()) == CONTRACT, "run `make types`"


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ("Item", "readonly leader: string | null;"),
        ("Item", "readonly winners: readonly Winner[];"),
        ("Item", "readonly status: Status;"),
        ("SaleItem", "readonly clock?: FallingClock;"),
        ("Fees", "readonly premium: readonly (readonly [number, number])[];"),
        ("BidRequest", "readonly max_amount?: number | null;"),
        ("AuctionWithItems", "readonly yours?: Readonly<Record<string, Yours>>;"),
        ("Delivery", 'readonly type: WebhookEvent | "webhook.test";'),
        ("Details", "readonly minimum?: number;"),
        ("Item", "/** The lot number, such as `12` or `12A`. */\n  readonly lot: string | null;"),
    ],
)
def test_a_field_has_the_type_that_the_wire_has(schema: str, field: str) -> None:
    assert field in declared(schema)


def test_a_name_stands_for_one_type_and_each_type_that_is_named_exists() -> None:
    names = re.findall(r"^export (?:interface|type) (\w+)", CONTRACT, re.MULTILINE)
    assert len(names) == len(set(names))
    without_comments = re.sub(r"/\*\*.*?\*/", "", CONTRACT, flags=re.DOTALL)
    used = set(re.findall(r"\b[A-Z]\w+\b", re.sub(r'"[^"]*"', "", without_comments)))
    assert used - set(names) == {"Readonly", "Record", "Answer"}


def test_every_event_has_its_argument_and_its_answer_and_every_message_its_fields() -> None:
    sent, received = (declared(name) for name in ("ClientEvents", "ServerMessages"))
    assert (
        "  watch(argument: Watch, acknowledge: (answer: Answer<WatchAnswer>) => void): void;\n"
        in sent
    )
    assert "  new_bid(message: NewBid): void;\n" in received
    assert re.findall(r"^  (\w+)\(", sent, re.MULTILINE) == list(CLIENT_EVENTS)
    assert re.findall(r"^  (\w+)\(", received, re.MULTILINE) == list(SERVER_MESSAGES)


def test_every_code_is_named() -> None:
    assert [code.value for code in Code if f'"{code.value}"' not in CONTRACT] == []


def test_the_commands_of_the_sdk_are_those_of_the_contract() -> None:
    found = re.search(r"type Command =([^;]*);", REQUESTS)
    assert found is not None
    assert set(re.findall(r'"(\w+)"', found[1])) == {*COMMANDS, "delete"}


def test_a_search_of_the_sdk_has_the_terms_of_the_contract() -> None:
    [query] = [each.query for each in operations() if each.path == "/items" and each.query]
    terms = declared("SearchTerms", REQUESTS) + declared("Page", REQUESTS)
    assert set(re.findall(r"readonly (\w+)\?", terms)) == set(query.model_fields)
