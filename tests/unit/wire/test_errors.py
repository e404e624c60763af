"""Rejections on the wire have one code and two forms."""

import json
from http import HTTPStatus

import msgspec
import pytest

from server.domain.lifecycle import refuse_bidding
from server.domain.rejection import Code, Rejection
from server.domain.types import Status
from server.sockets.transport.encoding import PacketJson
from server.wire.errors import ERROR_BYTES_MAX, HTTP_STATUS, Refused, problem, refusal

CONTRACT = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "not_open": 409,
    "closed": 409,
    "paused": 409,
    "too_low": 409,
    "implausible": 409,
    "off_ladder": 409,
    "already_leading": 409,
    "bid_id_reused": 409,
    "own_item": 403,
    "limit_exceeded": 403,
    "sold_out": 409,
    "not_retractable": 409,
    "conflict": 409,
    "rate_limited": 429,
    "busy": 503,
    "unavailable": 503,
    "unknown": 503,
    "internal": 500,
}
TOO_LOW = Rejection(Code.TOO_LOW, "more", {"minimum": 110, "price": 100, "seq": 7})


def test_every_code_has_the_http_status_of_the_contract() -> None:
    assert {code.value: status.value for code, status in HTTP_STATUS.items()} == CONTRACT
    assert set(HTTP_STATUS) == set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_every_code_makes_a_problem_document(code: Code) -> None:
    document = problem(Rejection(code, "a sentence"))
    assert document == {
        "type": "about:blank",
        "title": HTTPStatus(CONTRACT[code.value]).phrase,
        "status": CONTRACT[code.value],
        "detail": "a sentence",
        "code": code.value,
    }


@pytest.mark.parametrize("code", list(Code))
def test_every_code_makes_an_acknowledgement(code: Code) -> None:
    answer = refusal(Rejection(code, "a sentence"))
    assert answer == {"ok": False, "error": {"code": code.value, "message": "a sentence"}}


def test_both_forms_carry_the_details_that_mend_a_request() -> None:
    details = {"minimum": 110, "price": 100, "seq": 7}
    assert refusal(TOO_LOW)["error"] == {"code": "too_low", "message": "more"} | details
    assert problem(TOO_LOW).items() >= details.items()


def test_an_items_own_status_does_not_take_the_place_of_the_http_status() -> None:
    rejection = refuse_bidding(Status.SOLD)
    assert rejection is not None
    document = problem(rejection)
    assert (document["status"], document["item_status"]) == (409, "sold")


def test_a_raised_refusal_carries_its_rejection() -> None:
    refused = Refused(Code.BUSY, "later", retry_after_ms=250)
    assert refused.rejection == Rejection(Code.BUSY, "later", {"retry_after_ms": 250})
    assert str(refused) == "busy: later"


def test_codes_are_plain_strings_in_json() -> None:
    assert json.loads(json.dumps(refusal(TOO_LOW)))["error"]["code"] == "too_low"
    assert json.loads(json.dumps(problem(TOO_LOW)))["code"] == "too_low"


QUOTED = '"\\\\\\' * 5_000


@pytest.mark.parametrize(
    "text", ["a" * 60_000, QUOTED, "\x00" * 9_000, "\ud800" * 9_000, "\U0001f600" * 9_000]
)
def test_an_answer_is_short_whatever_it_repeats(text: str) -> None:
    errors = [{"field": text, "message": text}] * 1_000
    rejection = Rejection(Code.INVALID, text, {"errors": errors, "field": text})
    for document in (problem(rejection), refusal(rejection)):
        assert len(PacketJson.dumps(document).encode()) <= ERROR_BYTES_MAX
        assert len(msgspec.json.encode(document)) <= ERROR_BYTES_MAX


def test_as_many_wrong_fields_are_named_as_there_is_room_for() -> None:
    errors = [{"field": f"field_{number}", "message": "does not fit"} for number in range(100)]
    document = problem(Rejection(Code.INVALID, "wrong", {"errors": errors, "minimum": 5}))
    assert document["errors"] == errors[: len(document["errors"])]
    assert len(document["errors"]) >= 20
    assert document["minimum"] == 5


def test_a_short_answer_is_sent_as_it_is() -> None:
    assert problem(Rejection(Code.INVALID, "it's wrong"))["detail"] == "it's wrong"
