"""Rows for a file: new items as the rows of a CSV, or as those of a JSON body."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

import msgspec

from server.wire.spreadsheets.cells import guarded
from server.wire.spreadsheets.columns import Column, columns

BOM = "\ufeff"
"""The mark by which spreadsheets know that a file is UTF-8."""


class CsvWriter:
    """Writes new items as a CSV in UTF-8, with amounts in a currency of so many decimals."""

    def __init__(self, decimals: int, delimiter: str = ",") -> None:
        self._decimals = decimals
        self._delimiter = delimiter

    def head(self) -> bytes:
        """Return the header."""
        return (BOM + self._line(list(columns()))).encode()

    def row(self, fields: Mapping[str, Any]) -> bytes:
        """Return the row of a new item with these fields."""
        return self._line([self._cell(fields, column) for column in columns().values()]).encode()

    def tail(self) -> bytes:
        """Return the end of the file."""
        return b""

    def _cell(self, fields: Mapping[str, Any], column: Column) -> str:
        value: Any = fields
        for name in column.path:
            value = value.get(name)
            if value is None:
                return ""
        return guarded(column.kind.write(value, self._decimals))

    def _line(self, cells: list[str]) -> str:
        written = StringIO()
        csv.writer(written, delimiter=self._delimiter).writerow(cells)
        return written.getvalue()


class JsonWriter:
    """Writes new items as the body `{"items": [...]}`."""

    def __init__(self) -> None:
        self._separator = b""

    def head(self) -> bytes:
        """Return the beginning of the body."""
        return b'{"items":['

    def row(self, fields: Mapping[str, Any]) -> bytes:
        """Return the object of a new item with these fields."""
        separator, self._separator = self._separator, b","
        return separator + msgspec.json.encode(fields)

    def tail(self) -> bytes:
        """Return the end of the body."""
        return b"]}"
