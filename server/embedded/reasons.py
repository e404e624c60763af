"""Why a store has died or does not start, in words, from its own log and from its disk."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

_TAIL_BYTES = 4096
_FREE_BYTES_MIN = 64 * 1024
"""With less room on its disk a store can't write, not even to its log."""
_SIGKILL = -9

_REASONS = (
    ("the disk is full", ("No space left on device", "Disk quota exceeded")),
    (
        "a file or directory may not be used by this account",
        ("Permission denied", "Operation not permitted", "Read-only file system"),
    ),
    (
        "there is too little memory",
        ("Out Of Memory", "out of memory", "Cannot allocate memory", "could not map anonymous"),
    ),
    ("its address is in use", ("Address already in use",)),
    ("a file or directory is missing", ("No such file or directory",)),
    ("its disk fails", ("Input/output error",)),
)
"""The reasons with the phrases of the log that tell them. An earlier one takes precedence."""


def log_size(log_file: Path) -> int:
    """Return the size of a log; 0 if there is none."""
    try:
        return log_file.stat().st_size
    except OSError:
        return 0


def last_error(log_file: Path, since: int = 0) -> str:
    """Return the line of a log, after its first `since` bytes, that most likely gives a reason."""
    written = _lines(log_file, since)
    fatal = [line for line in written if "FATAL" in line or "PANIC" in line]
    return (fatal or written or ["its log is empty"])[-1]


class Reason(NamedTuple):
    """Why a store has ended: in words, None if that is not known, and the line of its log about it."""

    words: str | None
    line: str

    def __str__(self) -> str:
        return self.line if self.words is None else f"{self.words} ({self.line})"


def reason_of(log_file: Path, *, since: int = 0, exit_code: int | None = None) -> Reason:
    """Return why a store has ended. On a full disk its log may lack the reason.

    `since` is the size of the log when the store was started.
    """
    lines, last = _lines(log_file, since), last_error(log_file, since)
    for words, phrases in _REASONS:
        for line in reversed(lines):
            if any(phrase in line for phrase in phrases):
                return Reason(words, line)
    if _is_full(log_file.parent):
        return Reason(_REASONS[0][0], last)
    if exit_code == _SIGKILL:
        return Reason("it was killed, as the system does when memory runs out", last)
    return Reason(None, last)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FREE_BYTES_MIN
    except OSError:
        return False


def _lines(log_file: Path, since: int) -> list[str]:
    """Return the last lines of a log; one that is shorter than `since` was begun anew."""
    try:
        with log_file.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, since if since <= size else 0, size - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").split("\n")
    except OSError:
        return []
    return [line.strip() for line in lines if line.strip()]
