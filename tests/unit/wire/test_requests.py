"""The requests of clients, field by field; `test_both_faces` compares the two ways of parsing."""

import json
from typing import Any

import pytest

from server.domain.types import AMOUNT_MAX
from server.wire.errors import Refused
from server.wire.requests import (
    Authenticate,
    Bid,
    Clock,
    Extend,
    ForItem,
    HistoryPage,
    NewAuction,
    NewUser,
    Watch,
)
from tests.unit.wire.refusals import named, wrong_fields, wrong_fields_of_json

BID: dict[str, Any] = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
NAN, INFINITY = float("nan"), float("inf")

# In the words of JSON, because that is how they come; `json` reads all of them.
NO_AMOUNTS = [
    "NaN",
    "Infinity",
    "-Infinity",
    "true",
    "false",
    "null",
    '"100"',
    "[100]",
    '{"amount": 100}',
    "100.0",
    "100.5",
    "1e2",
    "0",
    "-1",
    "-0",
    "1000000000000001",
    "9007199254740993",
    "18446744073709551616",
    "1" + 99 * "0",
    "-1" + 99 * "0",
    "1e400",
]
NO_IDS = [
    '""',
    '"' + 65 * "a" + '"',
    r'"a\u0000"',
    r'"a\n"',
    r'"\u001b[2J"',
    '"a b"',
    '"a/b"',
    '"{s00}"',
    '"é"',
    r'"\ud800"',
    r'"\ud83d\ude00"',
    '"\' OR 1=1 --"',
    '"<script>"',
    "1",
    "true",
    "null",
    '["lamp"]',
    '{"id": "lamp"}',
]


# Bids


@pytest.mark.parametrize("amount", [1, 100, AMOUNT_MAX])
def test_an_amount_is_a_whole_number_of_minor_units(amount: int) -> None:
    assert Bid.parse({**BID, "amount": amount}).amount == amount


@pytest.mark.parametrize("amount", NO_AMOUNTS)
def test_nothing_else_is_an_amount(amount: str) -> None:
    body = f'{{"bid_id": "b1", "item_id": "lamp", "amount": {amount}}}'
    assert wrong_fields(Bid, json.loads(body)) == {"amount"}
    assert wrong_fields_of_json(Bid, body) == {"amount"}


def test_an_integer_of_thousands_of_digits_is_refused() -> None:
    body = f'{{"bid_id": "b1", "item_id": "lamp", "amount": {"1" * 5_000}}}'
    assert wrong_fields_of_json(Bid, body) == {""}


@pytest.mark.parametrize("one", ["b1", "A-Z_0.9", "a" * 64, "550e8400-e29b-41d4-a716-446655440000"])
def test_an_id_is_up_to_64_plain_characters(one: str) -> None:
    assert Bid.parse({**BID, "bid_id": one}).bid_id == one


@pytest.mark.parametrize("field", ["bid_id", "item_id"])
@pytest.mark.parametrize("one", NO_IDS)
def test_nothing_else_is_an_id(field: str, one: str) -> None:
    wrong = {**BID, field: json.loads(one)}
    assert wrong_fields(Bid, wrong) == {field}
    with pytest.raises(Refused):
        Bid.parse_json(json.dumps(wrong).encode())


@pytest.mark.parametrize(
    "field", ["maximum", "bidder", "user_id", "seq", "at", "auto", "Amount", ""]
)
def test_unknown_fields_are_refused(field: str) -> None:
    assert wrong_fields(Bid, {**BID, field: 100}) == {field}


@pytest.mark.parametrize("field", list(BID))
def test_a_missing_field_is_named(field: str) -> None:
    payload = {name: value for name, value in BID.items() if name != field}
    assert wrong_fields(Bid, payload) == {field}


def test_every_wrong_field_is_named_and_the_first_is_in_the_sentence() -> None:
    payload = {"bid_id": "", "item_id": 5, "amount": 0, "extra": None}
    assert wrong_fields(Bid, payload) == {"bid_id", "item_id", "amount", "extra"}
    with pytest.raises(Refused, match=r"^invalid: bid_id: "):
        Bid.parse(payload)


@pytest.mark.parametrize(
    "payload",
    [
        "[]",
        "null",
        "1",
        "true",
        '"bid"',
        '[{"bid_id": "b1", "item_id": "lamp", "amount": 100}]',
        "[[]]",
    ],
)
def test_an_argument_is_an_object(payload: str) -> None:
    assert wrong_fields(Bid, json.loads(payload)) == {""}
    assert wrong_fields_of_json(Bid, payload) == {""}


@pytest.mark.parametrize(
    "body", ["", " ", "{", "{}x", "{'a': 1}", "\x00", "\ufeff{}", "[" * 10_000, '{"a":' * 10_000]
)
def test_a_body_is_json(body: str) -> None:
    assert wrong_fields_of_json(Bid, body) == {""}


@pytest.mark.parametrize("body", [b"\xff", b'{"bid_id": "\xff"}', b'{"bid_id": "\xed\xa0\x80"}'])
def test_a_body_is_utf_8(body: bytes) -> None:
    with pytest.raises(Refused):
        Bid.parse_json(body)


def test_a_refusal_does_not_repeat_the_request() -> None:
    with pytest.raises(Refused) as refused:
        Bid.parse({**BID, "amount": "a secret"})
    assert "a secret" not in repr(refused.value.rejection)


def test_a_parsed_request_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Bid.parse(BID).amount = 5  # type: ignore[misc]


# Watching, the clock, tokens


@pytest.mark.parametrize("since", [None, 0, 1, 2**53])
def test_a_watcher_may_say_up_to_where_they_have_seen(since: int | None) -> None:
    assert Watch.parse({"item_id": "lamp", "since": since}).since == since


@pytest.mark.parametrize("since", [-1, 2**53 + 1, 1.0, "1", True, NAN, [1]])
def test_nothing_else_is_an_event_number(since: object) -> None:
    assert wrong_fields(Watch, {"item_id": "lamp", "since": since}) == {"since"}


@pytest.mark.parametrize("sent_at", [0, 1_700_000_000_000, 1.5, -1])
def test_a_client_may_count_its_time_as_it_likes(sent_at: float) -> None:
    assert Clock.parse({"sent_at": sent_at}).sent_at == sent_at


@pytest.mark.parametrize("sent_at", [NAN, INFINITY, -INFINITY, 10**400, "1", True, None, []])
def test_a_clients_time_is_a_finite_number(sent_at: object) -> None:
    assert wrong_fields(Clock, {"sent_at": sent_at}) == {"sent_at"}


@pytest.mark.parametrize("token", ["", "a" * 4_097, "\ud800", 1, None, ["a"], b"a"])
def test_a_token_is_text_of_bounded_length(token: object) -> None:
    assert wrong_fields(Authenticate, {"token": token}) == {"token"}


@pytest.mark.parametrize("ends_at", [-1, 2**53 + 1, 1.5, "1700000000000", True, None, NAN])
def test_an_end_is_a_moment_in_milliseconds(ends_at: object) -> None:
    assert wrong_fields(Extend, {"item_id": "lamp", "ends_at": ends_at}) == {"ends_at"}
    assert Extend.parse({"item_id": "lamp", "ends_at": 2**53}).ends_at == 2**53


def test_a_page_of_the_history_is_asked_for_in_text() -> None:
    page = HistoryPage.parse_query({"before": "17", "limit": "5"})
    assert (page.before, page.limit) == (17, 5)
    assert (HistoryPage.parse_query({}).before, HistoryPage.parse_query({}).limit) == (2**53, 50)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("limit", "0"),
        ("limit", "501"),
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", "many"),
        ("limit", ""),
        ("limit", "1" * 100),
        ("before", "-1"),
        ("before", "1e3"),
        ("before", "NaN"),
        ("before", str(2**53 + 1)),
        ("offset", "1"),
    ],
)
def test_a_page_has_bounds(field: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        HistoryPage.parse_query({field: text})
    assert named(refused.value) == {field}


# Users and sales


@pytest.mark.parametrize(
    "name", ["Ann", "Ångström", "李小龙", "O'Brien", "<b>Ann</b>", "a" * 40, "😀"]
)
def test_a_name_is_anything_printable_and_is_kept_as_it_is(name: str) -> None:
    assert NewUser.parse_json(json.dumps({"name": name}).encode()).name == name


@pytest.mark.parametrize(
    "name", ["", "a" * 41, "A\nnn", "A\x00nn", "\x1b[2J", "\x7f", "\t", "\ud800", 5, None, ["Ann"]]
)
def test_a_name_has_no_control_characters_and_a_bounded_length(name: object) -> None:
    assert wrong_fields(NewUser, {"name": name}) == {"name"}


def test_a_sale_is_in_euro_unless_it_says_otherwise() -> None:
    assert NewAuction.parse({"title": "Estate"}).currency == "EUR"
    assert NewAuction.parse({"title": "Estate", "currency": "JPY"}).currency == "JPY"


@pytest.mark.parametrize("currency", ["eur", "EURO", "E1R", "", "EUR\n", "€", 978, None])
def test_a_currency_is_a_code_of_three_letters(currency: object) -> None:
    assert wrong_fields(NewAuction, {"title": "Estate", "currency": currency}) == {"currency"}


# Commands


def test_a_command_names_its_item_and_nothing_else() -> None:
    assert ForItem.parse({"item_id": "lamp"}).item_id == "lamp"
    assert wrong_fields(ForItem, {"item_id": "lamp", "ends_at": 5}) == {"ends_at"}


@pytest.mark.parametrize("payload", ["a text", 5, None, [], True])
def test_a_payload_that_is_no_object_is_refused_without_naming_a_class(payload: object) -> None:
    for parse in (Bid.parse, lambda payload: Bid.parse_json(json.dumps(payload).encode())):
        with pytest.raises(Refused) as refused:
            parse(payload)
        assert refused.value.rejection.message == "Input should be an object"
