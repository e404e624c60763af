"""Tables of text with aligned columns."""

import unicodedata
from collections.abc import Iterator, Sequence

from auction_client.cli.terminal import visible


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Write rows with aligned columns, those in `right` to the right."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = [_padded(cell, widths[at], to_the_right=at in right) for at, cell in enumerate(row)]
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Return the columns that a text takes in a terminal."""
    return sum(_width(character) for character in text)


def clipped(text: str, columns: int) -> str:
    """Return as much of a text as fits into so many columns."""
    taken = 0
    for at, character in enumerate(text):
        taken += _width(character)
        if taken > columns:
            return text[:at]
    return text


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _padded(cell: str, columns: int, *, to_the_right: bool) -> str:
    blanks = " " * (columns - width(cell))
    return blanks + cell if to_the_right else cell + blanks
