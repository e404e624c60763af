"""The rows of a CSV that was sent: UTF-8 with a header, divided by commas, semicolons or tabs.

Rows are read one at a time, so that a large file never holds up the loop. They have the numbers that a
spreadsheet shows: the header is row 1, and empty rows count. After a row that can't be read none follows.
"""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, TextIOWrapper
from typing import Any

import msgspec

from server.wire.codes import FieldError
from server.wire.spreadsheets.cells import unguarded
from server.wire.spreadsheets.columns import Column, columns
from server.wire.spreadsheets.row import LINES_MAX, ROW_CHARS_MAX, Row, unreadable

_DELIMITERS = ",;\t"
_NOT_UTF8 = "must be UTF-8; spreadsheets call it CSV UTF-8"


def csv_rows(body: bytes, decimals: int) -> Iterator[Row]:
    """Read the rows, with amounts in a currency of so many decimals.

    A header with faults is the only row.
    """
    lines = _Lines(body)
    reader = csv.reader(lines, strict=True, delimiter=lines.delimiter)
    header: list[Column] | None = None
    number = 0
    while True:
        number += 1
        if number > LINES_MAX:
            yield unreadable(number, f"a file may have {LINES_MAX} rows, empty ones included")
            return
        lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            if header is None:
                yield unreadable(1, "must be a header with the names of the columns")
            return
        except UnicodeDecodeError:
            yield unreadable(number, _NOT_UTF8)
            return
        except (csv.Error, _LongRowError) as error:
            yield unreadable(number, f"can't be read: {error}")
            return
        if header is None:
            header, faults = _header(cells)
            if faults:
                yield Row(number, None, faults)
                return
        elif any(cells):
            yield _row(number, header, cells, decimals)


class _LongRowError(ValueError):
    """A row is longer than ROW_CHARS_MAX; its end may be far away."""


class _Lines:
    """Yields the lines of a text, and raises _LongRowError for a row of too many characters."""

    def __init__(self, body: bytes) -> None:
        self._text = TextIOWrapper(BytesIO(body), encoding="utf-8-sig", newline="")
        self._chars = 0
        first = body[:ROW_CHARS_MAX].partition(b"\n")[0]
        self.delimiter = max(_DELIMITERS, key=lambda each: first.count(each.encode()))

    def begin_row(self) -> None:
        self._chars = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(ROW_CHARS_MAX + 1)
        self._chars += len(line)
        if self._chars > ROW_CHARS_MAX:
            raise _LongRowError(f"a row may have {ROW_CHARS_MAX} characters; is a quote missing?")
        if not line:
            raise StopIteration
        return line


def _header(cells: Sequence[str]) -> tuple[list[Column], list[FieldError]]:
    """Return the columns of a header, and its faults."""
    found: list[Column] = []
    faults = []
    for cell in cells:
        name = cell.strip().lower()
        column = columns().get(name)
        if column is None:
            faults.append(FieldError(field=name, message="there is no such column"))
        elif column in found:
            faults.append(FieldError(field=name, message="there are two columns of this name"))
        else:
            found.append(column)
    return found, faults


def _row(number: int, header: Sequence[Column], cells: Sequence[str], decimals: int) -> Row:
    faults = []
    fields: dict[str, Any] = {}
    if len(cells) > len(header):
        message = f"has {len(cells)} cells, and the header {len(header)}"
        faults.append(FieldError(field="", message=message))
    for column, cell in zip(header, cells, strict=False):
        text = unguarded(cell)
        if not text or text.isspace():
            continue
        try:
            _put(fields, column.path, column.kind.read(text, decimals))
        except ValueError as error:
            faults.append(FieldError(field=column.name, message=str(error)))
    return Row(number, msgspec.json.encode(fields), faults)


def _put(fields: dict[str, Any], path: Sequence[str], value: object) -> None:
    *parents, name = path
    for parent in parents:
        fields = fields.setdefault(parent, {})
    fields[name] = value
