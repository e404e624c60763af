"""The calls of Redis that a task makes, noted while somebody asks for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Call = tuple[str, float, float]
"""A script, and the beginning and the end of its call on `time.monotonic()`."""
_noted: ContextVar[list[Call] | None] = ContextVar("noted_calls", default=None)


@contextmanager
def noting_calls() -> Iterator[list[Call]]:
    """Yield a list to which the calls of this task are added while inside."""
    calls: list[Call] = []
    token = _noted.set(calls)
    try:
        yield calls
    finally:
        _noted.reset(token)


def note_call(name: str, began_s: float, ended_s: float) -> None:
    """Note a call, if anybody asks for those of this task."""
    calls = _noted.get()
    if calls is not None:
        calls.append((name, began_s, ended_s))
