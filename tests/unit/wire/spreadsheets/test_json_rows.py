"""The rows of a JSON body, or the reason why it can't be read."""

import json
from typing import Any

import pytest

from server.wire.spreadsheets.json_rows import FORM, json_rows
from server.wire.spreadsheets.row import ROW_CHARS_MAX


def body_of(items: list[Any], **form: Any) -> bytes:
    return json.dumps({"items": items}, **form).encode()


@pytest.mark.parametrize("form", [{}, {"separators": (",", ":")}, {"indent": 2}])
def test_each_item_is_a_row(form: dict[str, Any]) -> None:
    items = [{"title": f"Lampe à {number}", "start_price": number} for number in range(3)]
    rows = list(json_rows(body_of(items, **form, ensure_ascii=False)))
    assert [row.number for row in rows] == [1, 2, 3]
    assert [json.loads(row.new_item or b"") for row in rows] == items


def test_a_body_may_have_no_items() -> None:
    assert list(json_rows(b'{ "items" : [ ] }\n')) == []


def test_a_long_item_is_read_whole() -> None:
    items = [{"title": "x" * 20_000}, {"title": "y"}]
    assert len(list(json_rows(body_of(items)))) == 2


@pytest.mark.parametrize(
    ("body", "number", "message"),
    [
        (b"", 1, FORM),
        (b"[]", 1, FORM),
        (b'{"items": 5}', 1, FORM),
        (b'{"items": [{}], "more": 1}', 2, FORM),
        (b'{"items": [{}]', 2, FORM),
        (b'{"items": [{} {}]}', 2, FORM),
        (b'{"items": [{},]}', 2, "is not JSON"),
        (b'{"items": [{', 1, "is not JSON"),
        (b'{"items": [' + b"[" * 100_000, 1, "is not JSON"),
        (b'{"items": ["' + b"x" * ROW_CHARS_MAX + b'"]}', 1, "has more than"),
        (b"\xff", 1, "must be UTF-8"),
    ],
)
def test_a_body_of_another_form_ends_with_the_reason(
    body: bytes, number: int, message: str
) -> None:
    last = list(json_rows(body))[-1]
    assert (last.number, last.new_item) == (number, None)
    assert message in last.faults[0]["message"]
