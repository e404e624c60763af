"""The requests of those who run a sale are strict and bounded."""

from typing import Any

import pytest

from server.wire.errors import Refused
from server.wire.requests import Request
from server.wire.saleroom.running import (
    NOTICE_CHARS_MAX,
    REASON_CHARS_MAX,
    Award,
    NoticeOnItem,
    RoomBid,
    SetAskingPrice,
    Void,
)

BID = {"item_id": "lamp", "bid_id": "b", "amount": 1, "source": "floor", "paddle": "12-A"}


@pytest.mark.parametrize(
    ("model", "argument"),
    [
        (RoomBid, BID),
        (RoomBid, {**BID, "source": "consignor", "paddle": None}),
        (NoticeOnItem, {"item_id": "lamp", "notice_id": "n", "text": "x" * NOTICE_CHARS_MAX}),
        (Void, {"item_id": "lamp", "bid_id": "b", "reason": "x" * REASON_CHARS_MAX}),
        (Award, {"item_id": "lamp", "step": 1}),
        (SetAskingPrice, {"item_id": "lamp", "price": 5, "expected_seq": 0}),
    ],
)
def test_a_request_within_its_bounds_is_taken(model: type[Request], argument: Any) -> None:
    assert model.parse(argument).model_dump(exclude_unset=True) == argument


@pytest.mark.parametrize(
    ("model", "argument", "field"),
    [
        (RoomBid, {**BID, "source": "online"}, "source"),
        (RoomBid, {**BID, "paddle": "1 2"}, "paddle"),
        (RoomBid, {**BID, "paddle": 12}, "paddle"),
        (NoticeOnItem, {"item_id": "l", "notice_id": "n", "text": ""}, "text"),
        (NoticeOnItem, {"item_id": "l", "notice_id": "n", "text": "x" * 501}, "text"),
        (NoticeOnItem, {"item_id": "l", "notice_id": "n", "text": "a\u202eb"}, "text"),
        (Void, {"item_id": "l", "bid_id": "b", "reason": "two\nlines"}, "reason"),
        (Award, {"item_id": "l", "step": 0}, "step"),
        (SetAskingPrice, {"item_id": "l", "price": 0}, "price"),
        (SetAskingPrice, {"item_id": "l", "increment": 1, "expected_seq": -1}, "expected_seq"),
    ],
)
def test_a_request_beyond_its_bounds_is_refused_by_its_field(
    model: type[Request], argument: Any, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        model.parse(argument)
    errors: Any = refused.value.rejection.details["errors"]
    assert [each["field"] for each in errors] == [field]
