"""A row of a file, and the faults in it."""

from collections.abc import Sequence

import msgspec

from server.wire.codes import FieldError

ROW_CHARS_MAX = 131_072
"""The longest row of a file; the longest texts and images of an item have about half as many characters."""


LINES_MAX = 20_000
"""The rows of a CSV that are read, empty ones included, because many empty ones are read at once."""


class Row(msgspec.Struct, frozen=True):
    """A row: its number, a new item as JSON, and the faults that reading it has found.

    A row that could not be read at all has no `new_item`.
    """

    number: int
    new_item: bytes | None
    faults: Sequence[FieldError] = ()


def unreadable(number: int, message: str) -> Row:
    """Return a row that can't be read."""
    return Row(number, None, [FieldError(field="", message=message)])
