"""Requests with far too many fields, or deep ones, are refused before their fields are checked."""

import json
from typing import Any

import pytest

from server.wire.errors import Refused
from server.wire.requests import (
    FIELDS_MAX,
    ForItem,
    HistoryPage,
    NewAuction,
    Request,
)
from tests.unit.wire.refusals import wrong_fields

BID: dict[str, Any] = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
NAN, INFINITY = float("nan"), float("inf")


def wide(fields: int) -> dict[str, Any]:
    return {f"unknown_{number}": number for number in range(fields)}


@pytest.mark.parametrize(
    "payload",
    [wide(65), wide(5_000), {"title": "Estate", "sequence": wide(5_000)}],
    ids=["just too wide", "far too wide", "within"],
)
def test_an_object_with_far_too_many_fields_is_refused_before_its_fields_are_checked(
    payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.wire.requests._checked", None)
    body = json.dumps(payload).encode()
    with pytest.raises(Refused, match="at most 64 fields"):
        NewAuction.parse(payload)
    with pytest.raises(Refused, match="at most 64 fields"):
        NewAuction.parse_json(body)


def test_a_query_with_far_too_many_fields_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.wire.requests._checked", None)
    with pytest.raises(Refused, match="at most 64 fields"):
        HistoryPage.parse_query({f"unknown_{number}": "1" for number in range(1_000)})


def test_a_few_unknown_fields_are_named_and_no_more() -> None:
    with pytest.raises(Refused) as refused:
        ForItem.parse({"item_id": "lamp", **wide(20)})
    errors = refused.value.rejection.details["errors"]
    assert isinstance(errors, list)
    assert [error["field"] for error in errors] == [f"unknown_{number}" for number in range(5)]


def test_no_request_has_as_many_fields_or_as_deep_ones_as_are_allowed() -> None:
    kinds = [*Request.__subclasses__()]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert len(kind.model_fields) < FIELDS_MAX / 1.5


def test_deep_objects_are_refused_like_any_other() -> None:
    deep: dict[str, Any] = {}
    for _ in range(900):
        deep = {"a": deep}
    assert wrong_fields(ForItem, {"item_id": "lamp", "a": deep}) == {"a"}
