"""Files that are written: they are read again as the same items, in both forms."""

import csv
import io
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from server.wire.spreadsheets.columns import columns
from server.wire.spreadsheets.csv_rows import csv_rows
from server.wire.spreadsheets.json_rows import json_rows
from server.wire.spreadsheets.writing import BOM, CsvWriter, JsonWriter
from tests.unit.wire.new_items import fields_of_items

FORMULA = {"title": "=HYPERLINK(1)", "description": "-1\n+2", "start_price": 5}


def file_of(writer: CsvWriter | JsonWriter, items: list[dict[str, Any]]) -> bytes:
    return writer.head() + b"".join(map(writer.row, items)) + writer.tail()


@given(st.lists(fields_of_items(), max_size=3), st.sampled_from([0, 2, 3]))
def test_a_csv_is_read_as_it_was_written(items: list[dict[str, Any]], decimals: int) -> None:
    rows = list(csv_rows(file_of(CsvWriter(decimals), items), decimals))
    assert [row.faults for row in rows if row.faults] == []
    assert [msgspec.json.decode(row.new_item or b"") for row in rows] == items


@given(st.lists(fields_of_items(), max_size=3))
def test_a_json_body_is_read_as_it_was_written(items: list[dict[str, Any]]) -> None:
    rows = list(json_rows(file_of(JsonWriter(), items)))
    assert [msgspec.json.decode(row.new_item or b"") for row in rows] == items


def test_a_spreadsheet_finds_its_encoding_and_no_formula() -> None:
    text = file_of(CsvWriter(2), [FORMULA]).decode()
    assert text.startswith(BOM)
    header, row = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    assert header == list(columns())
    assert [cell for cell in row if cell[:1] in tuple("=+-@")] == []
    assert dict(zip(header, row, strict=True))["title"] == "'=HYPERLINK(1)"
