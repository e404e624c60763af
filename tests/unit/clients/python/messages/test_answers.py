"""Reading the wire's messages."""

import msgspec
import pytest

from auction_client.messages import (
    BidAnswer,
    CommandAnswer,
    Refusal,
    read,
    read_refusal,
    read_reply,
)

ANSWER = {
    "ok": True,
    "bid_id": "b1",
    "item_id": "lamp",
    "seq": 3,
    "price": 100,
    "minimum": 110,
    "leading": True,
    "ends_at": None,
}


def test_fields_that_a_newer_server_adds_are_ignored() -> None:
    answer = read({**ANSWER, "mood": "cheerful"}, BidAnswer)
    assert (answer.bid_id, answer.seq) == ("b1", 3)


@pytest.mark.parametrize("wrong", [{"seq": "3"}, {"price": None}, {"price": 1.5}])
def test_a_field_of_another_type_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read({**ANSWER, **wrong}, BidAnswer)


def test_a_reply_is_the_answer_or_a_refusal() -> None:
    assert read_reply({"ok": True, "seq": 4}, CommandAnswer) == CommandAnswer(seq=4)
    error = {"code": "too_low", "message": "too low", "minimum": 110}
    assert read_reply({"ok": False, "error": error}, CommandAnswer) == Refusal(
        code="too_low", message="too low", details={"minimum": 110}
    )


@pytest.mark.parametrize("reply", [None, "ok", {}, {"ok": 1}])
def test_a_reply_outside_the_contract_is_an_error(reply: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        read_reply(reply, CommandAnswer)


def test_a_refusal_without_a_code_is_an_internal_one() -> None:
    assert read_refusal({"detail": "Bad gateway"}, "detail") == Refusal(
        code="internal", message="Bad gateway", details={}
    )
    assert str(read_refusal({"code": "busy", "detail": "wait"}, "detail")) == "busy: wait"
