"""The messages about searches, and about sales in files."""

from msgspec import Struct

from auction_client.messages.items import Item, Yours


class ItemList(Struct, frozen=True, kw_only=True):
    """A page of the items that a search finds; `next_after` asks for the next page."""

    items: tuple[Item, ...]
    next_after: str | None = None
    yours: dict[str, Yours] = {}
    """The reader's own maxima and offers by item."""


class RowFault(Struct, frozen=True, kw_only=True):
    """A fault of a file: the row, and the field, which is empty for the whole row."""

    row: int
    field: str
    message: str


class ImportAnswer(Struct, frozen=True, kw_only=True):
    """The result of an import or of its rehearsal. `faults` are the first of `fault_count`."""

    dry_run: bool
    rows: int
    created: int
    existing: int
    fault_count: int
    faults: tuple[RowFault, ...]
