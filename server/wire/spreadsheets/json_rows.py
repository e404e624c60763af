"""The rows of a JSON body: `{"items": [...]}`, each a new item, numbered from 1.

Rows are cut out one at a time, so that a large body never holds up the loop. After a row that can't be
read none follows.
"""

import re
from collections.abc import Iterator
from json import JSONDecoder

from server.wire.spreadsheets.row import ROW_CHARS_MAX, Row, unreadable

FORM = 'must be {"items": [...]}'

_HEAD = re.compile(r'\ufeff?[ \t\r\n]*\{[ \t\r\n]*"items"[ \t\r\n]*:[ \t\r\n]*\[[ \t\r\n]*')
_NEXT = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")
_TAIL = re.compile(r"[ \t\r\n]*\][ \t\r\n]*\}[ \t\r\n]*")
_USUAL_CHARS = 4_096
_value_at = JSONDecoder().raw_decode


def json_rows(body: bytes) -> Iterator[Row]:
    """Read the rows of a JSON body."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        yield unreadable(1, "must be UTF-8")
        return
    head = _HEAD.match(text)
    if head is None:
        yield unreadable(1, FORM)
        return
    at, number = head.end(), 1
    if _TAIL.fullmatch(text, at):
        return
    while True:
        end = _end_of_value(text, at)
        if end is None:
            yield unreadable(number, f"is not JSON, or has more than {ROW_CHARS_MAX} characters")
            return
        yield Row(number, text[at:end].encode())
        at = end
        comma = _NEXT.match(text, at)
        if comma is None:
            break
        at, number = comma.end(), number + 1
    if not _TAIL.fullmatch(text, at):
        yield unreadable(number + 1, FORM)


def _end_of_value(text: str, at: int) -> int | None:
    """Return the end of the value that begins at `at`, looking no further than the longest row reaches."""
    for chars in (_USUAL_CHARS, ROW_CHARS_MAX):
        try:
            return at + _value_at(text[at : at + chars])[1]
        except (ValueError, RecursionError):
            if at + chars >= len(text):
                break
    return None
