"""The answers that the contract allows."""

from typing import Any

import pytest

from loadtest.scenarios.answers import judged


def refused(code: str) -> dict[str, Any]:
    return {"ok": False, "error": {"code": code, "message": "m"}}


@pytest.mark.parametrize("code", ["too_low", "closed", "paused", "not_open"])
def test_a_refusal_of_the_contract_is_listed_under_its_own_name(code: str) -> None:
    assert judged("bid", refused(code)) == (f"bid {code}", None)


def test_an_accepted_bid_is_listed_under_its_own_name() -> None:
    assert judged("bid", {"ok": True}) == ("bid accepted", None)
    assert judged("watch", {"ok": True}) == ("watch", None)


@pytest.mark.parametrize("event", ["warn", "pause", "resume"])
def test_a_command_may_come_too_late(event: str) -> None:
    assert judged(event, refused("closed")) == (f"{event} closed", None)
    assert judged(event, refused("forbidden"))[1] is not None


@pytest.mark.parametrize(
    ("event", "code"), [("bid", "invalid"), ("bid", "internal"), ("watch", "closed")]
)
def test_a_refusal_outside_the_contract_is_a_failure(event: str, code: str) -> None:
    name, wrong = judged(event, refused(code))
    assert name == event
    assert code in str(wrong)


@pytest.mark.parametrize(
    "nonsense", [None, "yes", [], {}, {"ok": "yes"}, {"ok": False}, {"ok": False, "error": "no"}]
)
def test_nonsense_is_a_failure(nonsense: Any) -> None:
    assert judged("bid", nonsense)[1] is not None
