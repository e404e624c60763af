"""The rows of a CSV: however a spreadsheet has written it, or with the reason why it can't be read."""

from typing import Any

import msgspec
import pytest

from server.wire.spreadsheets.csv_rows import csv_rows
from server.wire.spreadsheets.row import ROW_CHARS_MAX


def rows_of(text: str | bytes) -> dict[int, Any]:
    """Return the new items by the numbers of their rows; none may have a fault."""
    body = text.encode() if isinstance(text, str) else text
    rows = list(csv_rows(body, 2))
    assert [row.faults for row in rows] == [()] * len(rows) or not any(row.faults for row in rows)
    return {row.number: msgspec.json.decode(row.new_item or b"null") for row in rows}


def faults_of(text: str | bytes) -> list[tuple[int, str, str]]:
    """Return every fault: the row, the field, the message."""
    body = text.encode() if isinstance(text, str) else text
    return [
        (row.number, fault["field"], fault["message"])
        for row in csv_rows(body, 2)
        for fault in row.faults
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_file_is_read_in_the_form_of_every_spreadsheet(
    delimiter: str, newline: str, bom: str
) -> None:
    lines = [["Title ", "START_PRICE", "description"], ['"A, b; c"', "12.50", '"two\nlines"']]
    text = bom + newline.join(delimiter.join(line) for line in lines) + newline
    assert rows_of(text) == {
        2: {"title": "A, b; c", "start_price": 1250, "description": "two\nlines"}
    }


def test_rows_have_the_numbers_of_a_spreadsheet() -> None:
    text = 'title,start_price\n"a\nb",1\n\n,\nc,2'
    assert list(rows_of(text)) == [2, 5]


def test_an_empty_cell_stands_for_the_default() -> None:
    assert rows_of("title,reserve,soft_close.policy\nLamp,, ") == {2: {"title": "Lamp"}}
    assert rows_of("title,reserve\nLamp") == {2: {"title": "Lamp"}}


def test_parts_of_a_field_are_put_together() -> None:
    text = "soft_close.policy,soft_close.window_ms\nreset,60000"
    assert rows_of(text) == {2: {"soft_close": {"policy": "reset", "window_ms": 60_000}}}


def test_a_guarded_cell_is_read_without_its_quote() -> None:
    assert rows_of("title\n'=1+1\n''=1\n'tis") == {
        2: {"title": "=1+1"},
        3: {"title": "'=1"},
        4: {"title": "'tis"},
    }


def test_faults_are_named_by_row_and_column() -> None:
    found = faults_of('title,start_price,ends_at\na,"1,5",soon\nb,2,,x')
    assert [(row, field) for row, field, _ in found] == [
        (2, "start_price"),
        (2, "ends_at"),
        (3, ""),
    ]


def test_a_header_with_faults_is_not_followed_by_rows() -> None:
    assert faults_of("title,colour,title\na,red,b") == [
        (1, "colour", "there is no such column"),
        (1, "title", "there are two columns of this name"),
    ]


@pytest.mark.parametrize(
    ("body", "row", "message"),
    [
        (b"", 1, "must be a header"),
        (b"\xef\xbb\xbf", 1, "must be a header"),
        ("title\nL\xe4mpchen".encode("latin-1"), 1, "must be UTF-8"),
        ("title\nLamp".encode("utf-16"), 1, "must be UTF-8"),
        (b"title\nLamp\n" * 2_000 + b"\xff", None, "must be UTF-8"),
        (b'title\n"Lamp', 2, "can't be read"),
        (b'title\n"Lamp"x', 2, "can't be read"),
        (b'title\n"' + b"x\n" * ROW_CHARS_MAX, 2, "is a quote missing"),
        (b"title\n" + b"," * 5_000_000, 2, "a row may have"),
        (b"," * 5_000_000, 1, "a row may have"),
        (b"title" + b"\n" * 30_000, 20_001, "empty ones included"),
    ],
)
def test_a_file_that_can_not_be_read_ends_with_the_reason(
    body: bytes, row: int | None, message: str
) -> None:
    found = faults_of(body)
    assert row in (None, found[-1][0])
    assert message in found[-1][2]


def test_a_file_of_zeros_has_faults_and_no_error() -> None:
    assert faults_of(b"\x00" * 1_000)
    assert list(csv_rows(b"title\n\x00", 2))
