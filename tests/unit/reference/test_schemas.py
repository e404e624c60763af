"""The published schemas say what the models do, in words that aren't Python's."""

import json
from typing import Any, NotRequired, TypedDict

import pytest
from jsonschema import Draft202012Validator, ValidationError

from server.domain.rejection import Code, Rejection
from server.reference.examples.table import EXAMPLES
from server.reference.schemas import (
    answer_schemas,
    error_name,
    error_schemas,
    problem_name,
    problem_schemas,
    reference,
    request_schemas,
    schema_of,
)
from server.wire.answers import WatchAnswer
from server.wire.errors import Refused, problem, refusal
from server.wire.listings import NewItem
from server.wire.requests import Bid, Id, Request, Retract

BID = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
FIGURES: dict[Code, dict[str, object]] = {
    Code.INVALID: {"field": "ends_at", "errors": [{"field": "ends_at", "message": "m"}]},
    Code.CLOSED: {"item_status": "sold"},
    Code.TOO_LOW: {"minimum": 110, "price": 100},
    Code.IMPLAUSIBLE: {"limit": 1000, "minimum": 110, "price": 100},
    Code.OFF_LADDER: {"field": "amount"},
    Code.ALREADY_LEADING: {"minimum": 110, "price": 100, "seq": 3},
    Code.SOLD_OUT: {"remaining": 1, "seq": 3},
    Code.LIMIT_EXCEEDED: {"limit": 100, "reserved": 0},
    Code.RATE_LIMITED: {"retry_after_ms": 5},
    Code.BUSY: {"retry_after_ms": 5},
}


class Inner(TypedDict):
    """A part; None if True."""

    zebra: int
    ant: str


class Outer(TypedDict):
    """A whole."""

    parts: list[Inner]
    first: NotRequired[bool]


def holds(name: str, schemas: dict[str, Any], value: object) -> bool:
    whole = {**reference(name), "components": {"schemas": schemas}}
    try:
        Draft202012Validator(whole).validate(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "payload",
    [
        BID,
        {**BID, "max_amount": None},
        {**BID, "max_amount": 200, "quantity": 2},
        {**BID, "amount": 0},
        {**BID, "amount": "100"},
        {**BID, "amount": 10**15 + 1},
        {**BID, "quantity": 10_001},
        {**BID, "item_id": "a b"},
        {**BID, "item_id": "x" * 65},
        {**BID, "hurry": 1},
        {"bid_id": "b1", "amount": 100},
        [],
    ],
)
def test_a_request_fits_its_schema_exactly_when_it_is_parsed(payload: object) -> None:
    try:
        Bid.parse(payload)
        parsed = True
    except Refused:
        parsed = False
    assert holds("Bid", request_schemas([Bid]), payload) == parsed


def test_every_example_of_a_request_is_parsed() -> None:
    requests = [kind for kind in EXAMPLES if issubclass(kind, Request)]
    assert NewItem in requests
    for kind in requests:
        kind.parse_json(json.dumps(EXAMPLES[kind]).encode())


def test_what_a_model_is_made_of_is_described_too() -> None:
    assert set(request_schemas([Retract])) == {"Retract", "Reason"}
    assert {"WatchAnswer", "ItemView", "BidView", "OwnView"} <= set(answer_schemas([WatchAnswer]))


def test_an_answers_fields_keep_their_order_and_say_which_may_be_missing() -> None:
    schemas = answer_schemas([Outer])
    assert list(schemas["Outer"]["properties"]) == ["parts", "first"]
    assert schemas["Outer"]["required"] == ["parts"]
    assert list(schemas["Inner"]["properties"]) == schemas["Inner"]["required"] == ["zebra", "ant"]


def test_descriptions_speak_json() -> None:
    assert answer_schemas([Inner])["Inner"]["description"] == "A part; null if true."


def test_an_answer_may_get_fields_and_a_request_may_not() -> None:
    part = {"zebra": 1, "ant": "x"}
    assert holds("Inner", answer_schemas([Inner]), {**part, "more": 1})
    assert not holds("Inner", answer_schemas([Inner]), {"zebra": 1})


def test_an_ids_schema_is_its_pattern() -> None:
    assert schema_of(Id) == {"type": "string", "pattern": r"^[A-Za-z0-9_.\-]{1,64}$"}


@pytest.mark.parametrize("code", Code)
def test_a_refusal_fits_its_codes_schema_in_both_forms_and_no_other(code: Code) -> None:
    rejection = Rejection(code, "no", FIGURES.get(code, {}))
    error, document = refusal(rejection)["error"], problem(rejection)
    assert [c for c in Code if holds(error_name(c), error_schemas(), error)] == [code]
    assert [c for c in Code if holds(problem_name(c), problem_schemas(), document)] == [code]


@pytest.mark.parametrize("code", sorted(FIGURES.keys() - {Code.INVALID}))
def test_a_refusal_without_its_figures_fits_nothing(code: Code) -> None:
    error = refusal(Rejection(code, "no"))["error"]
    assert not holds(error_name(code), error_schemas(), error)
