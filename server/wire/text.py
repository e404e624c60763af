"""Text that people read: the characters that a name or a title may have, and the cleaning of foreign names.

Control characters, zero-width characters and characters that change the direction of text are refused,
because with them one name can look like another (0096). So are piles of accents, which cover other lines.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

NAMELESS = "anonymous"
"""The name of a user whose token has none that can be shown."""

_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Tag characters are written as themselves: no escape of them is read by both Python and JavaScript.
_TAGS = f"{chr(0xE0000)}-{chr(0xE007F)}"
_INVISIBLE = (
    r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2028\u2029\u2060-\u2065"
    rf"\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb{_TAGS}"
)
_HIDDEN = _CONTROLS + _DIRECTIONS + _INVISIBLE
_BLANK = r"\x20\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
# The combining marks of no single script. Vietnamese and phonetics put up to three of them on a letter.
_ACCENTS = r"\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_FEW_ACCENTS = rf"[{_ACCENTS}]{{0,4}}"
# Without lookahead and without backtracking: blanks, a visible character, and then anything shown.
_LINE = (
    rf"^[{_BLANK}]*[^{_HIDDEN}{_BLANK}{_ACCENTS}]{_FEW_ACCENTS}"
    rf"(?:[^{_HIDDEN}{_ACCENTS}]{_FEW_ACCENTS})*$"
)
# A description has lines, and may join and separate letters as some scripts need it.
_UNFIT_FOR_LINES = rf"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069{_TAGS}"
_LINES = rf"^{_FEW_ACCENTS}(?:[^{_UNFIT_FOR_LINES}{_ACCENTS}]{_FEW_ACCENTS})*$"

_HIDDEN_OR_LONE = rf"[{_HIDDEN}\ud800-\udfff]"
_hidden = re.compile(_HIDDEN_OR_LONE)
_blanks = re.compile(f"[{_BLANK}]+")
_unfit_for_lines = re.compile(rf"[{_UNFIT_FOR_LINES}\ud800-\udfff]")
_too_many_accents = re.compile(rf"([{_ACCENTS}]{{4}})[{_ACCENTS}]+")
_accents_of_nothing = re.compile(rf"^[{_BLANK}{_ACCENTS}]*[{_ACCENTS}]")


def _check_line(text: str) -> str:
    if _hidden.search(text):
        raise ValueError("must have no control, zero-width or direction characters")
    if not _blanks.sub("", text):
        raise ValueError("must have a visible character")
    if _accents_of_nothing.search(text):
        raise ValueError("must not begin with an accent")
    return _with_few_accents(text)


def check_lines(text: str) -> str:
    """Return text of any number of lines; raises ValueError for characters that it may not have."""
    if _unfit_for_lines.search(text):
        raise ValueError("must have no control or direction characters")
    return _with_few_accents(text)


def _with_few_accents(text: str) -> str:
    if _too_many_accents.search(text):
        raise ValueError("must have at most four accents on a letter")
    return text


LINE = (AfterValidator(_check_line), Field(json_schema_extra={"pattern": _LINE}))
"""Annotations of one line of visible text."""

LINES = (AfterValidator(check_lines), Field(json_schema_extra={"pattern": _LINES}))
"""Annotations of text of any number of lines, which may be empty."""

NAME_CHARS_MAX = 40

UserIdText = Annotated[str, StringConstraints(min_length=1, max_length=255), *LINE]
"""A user's id, in whatever printable form the identity provider gives it (OpenID Connect: `sub`)."""


def clean_name(name: str) -> str:
    """Return a foreign name as it can be shown: without hidden characters, and at most NAME_CHARS_MAX long.

    A line break or a row of blanks becomes one space. A name of which nothing remains is NAMELESS.
    """
    encodable = name.encode("utf-8", "ignore").decode()
    spaced = re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]+", " ", encodable)
    shown = _too_many_accents.sub(r"\1", _hidden.sub("", spaced))
    visible = _blanks.sub(" ", _accents_of_nothing.sub("", shown)).strip()
    return visible[:NAME_CHARS_MAX].strip() or NAMELESS
