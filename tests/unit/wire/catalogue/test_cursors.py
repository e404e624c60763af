"""Cursors come back as the places that they were made of, and any other text is refused."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.listings.search import Found, Order
from server.domain.rejection import Code
from server.domain.types import ItemId
from server.wire.catalogue.cursors import cursor_of, place_of
from server.wire.errors import Refused

IDS = st.from_regex(r"[A-Za-z0-9_.\-]{1,64}", fullmatch=True)


def cursor(place: Any) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


@given(st.sampled_from(Order), st.integers(-(2**63), 2**63 - 1), IDS)
def test_a_cursor_leads_back_to_its_place(order: Order, key: int, item_id: str) -> None:
    place = Found(key, ItemId(item_id))
    made = cursor_of(order, place)
    assert place_of(made, order) == place
    assert len(made) <= 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "lamp",
        "____",
        cursor("newest"),
        cursor(["price", 1, "lamp"]),
        cursor(["newest", 1]),
        cursor(["newest", 2**63, "lamp"]),
        cursor(["newest", 1.5, "lamp"]),
        cursor(["newest", None, "lamp"]),
        cursor(["newest", 1, ""]),
        cursor(["newest", 1, "a\0b"]),
        cursor(["newest", 1, "x" * 65]),
        urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_any_other_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        place_of(text, Order.NEWEST)
    rejection = refused.value.rejection
    assert (rejection.code, rejection.details["field"]) == (Code.INVALID, "after")
