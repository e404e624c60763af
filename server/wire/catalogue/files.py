"""Sales in files on the wire: the options of imports and exports, and the answer to an import."""

from typing import Annotated, Literal, TypedDict

from pydantic import Field

from server.wire.listings import NewItem
from server.wire.requests import Page, Request

IMPORT_BYTES_MAX = 5 * 1024 * 1024
"""The longest file that can be imported."""
IMPORT_ROWS_MAX = 10_000
"""Rows of a file that can be imported."""
FAULTS_MAX = 100
"""Faults that the answer to an import names."""


class ImportOptions(Page):
    """Ask for an import, or for a rehearsal that changes nothing."""

    dry_run: bool = False


class ExportOptions(Page):
    """Choose the form of an export, and the delimiter of a CSV."""

    format: Literal["csv", "json"] = "csv"
    delimiter: Literal["comma", "semicolon", "tab"] = "comma"


class ImportedItems(Request):
    """Items for a sale. Each has a `lot` or an `item_id`, so that the same import can be sent again."""

    items: Annotated[list[NewItem], Field(max_length=IMPORT_ROWS_MAX)]


class RowFault(TypedDict):
    """A fault of a file: the row, and the field, which is empty for the whole row.

    The header of a CSV is row 1. Rows of JSON are counted from 1.
    """

    row: int
    field: str
    message: str


class ImportAnswer(TypedDict):
    """The result of an import, or of its rehearsal: what it has done, or what it would do.

    `created` items were put up, and `existing` ones had been before. `faults` are the first of
    `fault_count`; an import with faults changes nothing.
    """

    dry_run: bool
    rows: int
    created: int
    existing: int
    fault_count: int
    faults: list[RowFault]
