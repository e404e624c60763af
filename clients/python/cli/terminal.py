"""Text for a terminal, whatever a server or a user has put into it and whatever the terminal can show."""

import io
import os
import sys
from collections.abc import Callable

DONE = 0
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")
"""Characters that show nothing, although they count as letters, marks or symbols."""


def visible(text: str) -> str:
    """Return text of one line with every hidden character escaped; other blanks become spaces."""
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable() and character not in _BLANK_LETTERS:
        return character
    # Spaces of another width separate words; a line or paragraph separator would end the line.
    if character.isspace() and character > "\x9f" and character not in "\u2028\u2029":
        return " "
    return character.encode("unicode_escape").decode()


def run_in_terminal(command: Callable[[], int]) -> int:
    """Run a command that prints; return its exit status, or DONE when nobody reads its output any more.

    A character that the output's encoding does not have is escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = command()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # At exit Python would write the remainder to the closed pipe, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status
