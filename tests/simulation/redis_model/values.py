"""The values of keys, and the forms of replies."""

from dataclasses import dataclass, field
from typing import Any

from redis import ResponseError


class Status(bytes):
    """A simple string, which scripts see as a table with the field `ok`."""


Reply = int | bytes | Status | list[Any] | None
"""What a command returns: the forms of RESP2."""

OK = Status(b"OK")


class SortedSet(dict[bytes, float]):
    """Members with their scores."""

    def ordered(self) -> list[tuple[bytes, float]]:
        """Return the members, lowest score first, equal ones by name."""
        return sorted(self.items(), key=lambda pair: (pair[1], pair[0]))


@dataclass(slots=True)
class Pending:
    """An entry that a consumer has read and not acknowledged."""

    consumer: bytes
    delivered_at: int


@dataclass(slots=True)
class Group:
    """A consumer group: the last entry that it has read, and the unacknowledged ones by id."""

    last: tuple[int, int]
    pending: dict[tuple[int, int], Pending] = field(default_factory=dict)


@dataclass(slots=True)
class Stream:
    """Entries by id, oldest first; a deleted entry leaves its id in the groups."""

    entries: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)
    last: tuple[int, int] = (0, 0)
    groups: dict[bytes, Group] = field(default_factory=dict)


Value = bytes | dict[bytes, bytes] | list[bytes] | set[bytes] | SortedSet | Stream

TYPES: dict[type, bytes] = {
    bytes: b"string",
    dict: b"hash",
    list: b"list",
    set: b"set",
    SortedSet: b"zset",
    Stream: b"stream",
}


def wrong_type() -> ResponseError:
    """Return the error of a command on a value of another type."""
    return ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value")


def formatted(score: float) -> bytes:
    """Write a score as Redis does."""
    if score in (float("inf"), float("-inf")):
        return b"inf" if score > 0 else b"-inf"
    return b"%d" % score if score == int(score) else repr(score).encode()
