"""The trace of a simulation: every callback in the order of scheduling, which a seed repeats."""

import asyncio
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

PIECES_MAX, PIECE_BYTES_MAX = 4, 500


class Trace:
    """A hash of all lines. With a path the lines are written, too."""

    def __init__(self, path: Path | None = None, *, shaken: bool = False) -> None:
        """`shaken` gives objects other addresses than in any other run. What follows from them shows."""
        self._hash = blake2b(digest_size=6)
        self._file = None if path is None else path.open("w")
        self._shaking = Random(SystemRandom().random()) if shaken else None
        self._pieces: list[bytes] = []

    def add(self, at_s: float, process: str, callback: Callable[..., Any]) -> None:
        """Add a callback that is to be called at a time."""
        self.add_text(f"{at_s:.9f} {process} {_name(callback)}")
        if self._shaking is not None:
            self._shake(self._shaking)

    def add_text(self, text: str) -> None:
        """Add a line."""
        self._hash.update(text.encode())
        if self._file is not None:
            self._file.write(text + "\n")

    def digest(self) -> str:
        """Return the hash of all lines; none may be added afterwards."""
        if self._file is not None:
            self._file.close()
        return self._hash.hexdigest()

    def _shake(self, random: Random) -> None:
        """Allocate and free some memory."""
        pieces = self._pieces
        pieces += map(bytes, random.choices(range(PIECE_BYTES_MAX), k=random.randrange(PIECES_MAX)))
        if pieces:
            pieces.pop(random.randrange(len(pieces)))


def first_difference(one: Path, other: Path) -> str:
    """Describe the first line in which two traces differ; return nothing if they are equal."""
    with one.open() as lines, other.open() as others:
        for number, (line, its) in enumerate(zip(lines, others, strict=False), 1):
            if line != its:
                return f"line {number} of the trace is {line.strip()!r}, and then {its.strip()!r}"
    return "" if one.stat().st_size == other.stat().st_size else "one trace is longer"


def _name(callback: Callable[..., Any]) -> str:
    """Return the name of a callback, or that of its coroutine if it is a step of a task."""
    owner = getattr(callback, "__self__", None)
    named = owner.get_coro() if isinstance(owner, asyncio.Task) else callback
    return getattr(named, "__qualname__", type(named).__name__)
