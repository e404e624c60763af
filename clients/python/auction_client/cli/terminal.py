"""Text for a terminal, whatever a server or a user has put into it and whatever the terminal can show."""

import errno
import getpass
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from auction_client.errors import WrongUsage

DONE, UNUSABLE = 0, 2
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
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


def is_text(value: object) -> bool:
    """Return whether an argument can be sent to a server: it is no text that Python could not decode."""
    return not isinstance(value, str) or not any("\ud800" <= each <= "\udfff" for each in value)


def login_name() -> str:
    """Return the name of the account; raises WrongUsage if it has none, as in many containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        raise WrongUsage("this account has no name: --name is needed") from None


def run_in_terminal(command: Callable[[], int]) -> int:
    """Run a command that prints; return its exit status, or DONE when nobody reads its output any more.

    It is UNUSABLE when the output can't be written. A character that its encoding does not have is escaped.
    """
    # An output is None where the process was started with a closed one.
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - open to the end
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError) and error.errno not in _UNWRITABLE:
            raise
        # At exit Python would write the remainder to the same place, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return DONE
        print(f"the output can't be written: {error.strerror}", file=sys.stderr)
        return UNUSABLE
