"""A socket event and an HTTP body of the same text are parsed alike or refused alike."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.types import AMOUNT_MAX
from server.sockets.transport.encoding import PacketJson
from server.wire.errors import Refused, problem, refusal
from server.wire.requests import (
    Authenticate,
    Bid,
    Clock,
    Extend,
    ForItem,
    NewAuction,
    NewUser,
    Request,
    Retract,
    Watch,
)

GOOD: dict[type[Request], dict[str, Any]] = {
    Watch: {"item_id": "lamp", "since": 3},
    ForItem: {"item_id": "lamp"},
    Bid: {"bid_id": "b1", "item_id": "lamp", "amount": 100, "max_amount": 200, "quantity": 1},
    Retract: {"bid_id": "b1", "item_id": "lamp", "reason": "mistyped"},
    Extend: {"item_id": "lamp", "ends_at": 1_700_000_000_000},
    Authenticate: {"token": "a.b.c"},
    Clock: {"sent_at": 1.5},
    NewUser: {"name": "Ann"},
    NewAuction: {"auction_id": "sale", "title": "Estate", "currency": "EUR"},
}

texts = st.text(st.characters(), max_size=70)  # lone surrogates among them
numbers = (
    st.integers()
    | st.sampled_from([0, 1, AMOUNT_MAX, AMOUNT_MAX + 1, 2**53, 2**53 + 1, 2**63, 2**64, 10**99])
    | st.floats()
)
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    leaves, lambda some: st.lists(some) | st.dictionaries(texts, some), max_leaves=5
)
keys = st.sampled_from([name for fields in GOOD.values() for name in fields]) | texts


def by_socket(kind: type[Request], text: str) -> Request | None:
    """Parse a socket event's text; None if it is refused or the socket is cut."""
    try:
        argument = PacketJson.loads(text)
    except (ValueError, RecursionError):
        return None
    try:
        return kind.parse(argument)
    except Refused:
        return None


def by_http(kind: type[Request], text: str) -> Request | None:
    """Parse an HTTP body; None if it is refused."""
    try:
        return kind.parse_json(text.encode())
    except Refused:
        return None


@pytest.mark.parametrize("kind", list(GOOD), ids=lambda kind: kind.__name__)
def test_a_good_request_means_the_same_on_both(kind: type[Request]) -> None:
    parsed = by_http(kind, json.dumps(GOOD[kind]))
    assert parsed is not None
    assert by_socket(kind, json.dumps(GOOD[kind])) == parsed


@pytest.mark.parametrize("kind", list(GOOD), ids=lambda kind: kind.__name__)
@given(changes=st.dictionaries(keys, values, min_size=1, max_size=2))
def test_a_changed_request_is_accepted_by_both_or_by_neither(
    kind: type[Request], changes: dict[str, Any]
) -> None:
    text = json.dumps(GOOD[kind] | changes)
    assert by_socket(kind, text) == by_http(kind, text)


@given(st.sampled_from(list(GOOD)), values)
def test_arbitrary_json_is_accepted_by_both_or_by_neither(
    kind: type[Request], payload: object
) -> None:
    text = json.dumps(payload)
    assert by_socket(kind, text) == by_http(kind, text)


@pytest.mark.parametrize(
    "text",
    [
        '{"bid_id": "b1", "item_id": "lamp", "amount": 100, "amount": 200}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": 100, "amount": true}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": 0100}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": +100}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": 0x64}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": 1_000}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": 100,}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": NaN}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": 1e2}',
        '{"bid_id": "b1", "item_id": "lamp", "amount": ' + 5_000 * "1" + "}",
        '{"bid_id": "b\\ud83d", "item_id": "lamp", "amount": 100}',
        '{"bid_id": "b\x00", "item_id": "lamp", "amount": 100}',
        "[" * 50_000,
    ],
)
def test_malformed_json_is_accepted_by_both_or_by_neither(text: str) -> None:
    """Duplicate keys: the last counts, so nobody can show one amount to one face and one to the other."""
    assert by_socket(Bid, text) == by_http(Bid, text)


@given(st.sampled_from(list(GOOD)), st.dictionaries(texts, values, min_size=1) | leaves)
def test_every_refusal_can_be_sent(kind: type[Request], payload: object) -> None:
    with pytest.raises(Refused) as refused:
        kind.parse(payload)
    rejection = refused.value.rejection
    assert json.loads(PacketJson.dumps(refusal(rejection)))["error"]["code"] == "invalid"
    assert json.loads(msgspec.json.encode(problem(rejection)))["status"] == 422
