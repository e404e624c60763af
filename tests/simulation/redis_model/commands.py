"""The commands on keys, strings, hashes, lists and sets that the product uses.

A command that the product does not use is unknown here, so a new one fails at once.
"""

from collections.abc import Callable
from typing import TypeVar

from redis import ResponseError

from tests.simulation.redis_model.sorted_sets import SortedSetCommands
from tests.simulation.redis_model.streams import StreamCommands
from tests.simulation.redis_model.values import (
    OK,
    TYPES,
    Reply,
    Status,
    Value,
    wrong_type,
)

T = TypeVar("T")

READS = frozenset(
    {
        "EXISTS", "TYPE", "PTTL", "TIME", "GET", "HGET", "HMGET", "HGETALL", "HKEYS", "HLEN", "HSCAN",
        "LPOS", "LRANGE", "SMEMBERS", "ZSCORE", "ZRANGEBYSCORE", "XLEN", "XINFO",
    }
)  # fmt: skip
"""The commands that change nothing. The server writes all others to its file."""


class Commands(StreamCommands, SortedSetCommands):
    """A keyspace and the commands on it. `now_ms` is the server's clock, in ms since the epoch."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        super().__init__()
        self._now_ms = now_ms

    def call(self, name: str, *args: bytes) -> Reply:
        """Run a command; raises ResponseError."""
        command: Callable[..., Reply] | None = getattr(self, f"do_{name.lower()}", None)
        if command is None:
            raise ResponseError(f"unknown command '{name}'")
        return command(*args)

    def get(self, key: bytes, kind: type[T]) -> T | None:
        """Return the value of a key, which must be of a type; None if there is none."""
        expires = self.expires.get(key)
        if expires is not None and expires <= self._now_ms():
            self.drop(key)
        value = self.data.get(key)
        if value is not None and type(value) is not kind:
            raise wrong_type()
        return value

    def made(self, key: bytes, kind: type[T]) -> T:
        """Return the value of a key, a new one if there is none."""
        value = self.get(key, kind)
        if value is None:
            value = kind()
            self.data[key] = value  # type: ignore[assignment]
        return value

    def drop(self, key: bytes) -> bool:
        """Forget a key; return whether there was one."""
        self.expires.pop(key, None)
        return self.data.pop(key, None) is not None

    def drop_empty(self, key: bytes) -> None:
        """Forget a key whose last element is gone."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, bytes) and not _has_elements(value):
            self.drop(key)

    def now_ms(self) -> int:
        """Return the server's time."""
        return self._now_ms()

    # Keys

    def do_del(self, *keys: bytes) -> int:
        return sum(self._exists(key) and self.drop(key) for key in keys)

    def do_exists(self, *keys: bytes) -> int:
        return sum(map(self._exists, keys))

    def do_type(self, key: bytes) -> Status:
        return Status(TYPES[type(self.data[key])] if self._exists(key) else b"none")

    def do_expire(self, key: bytes, seconds: bytes) -> int:
        return self.do_pexpire(key, b"%d" % (int(seconds) * 1000))

    def do_pexpire(self, key: bytes, ms: bytes) -> int:
        return self.do_pexpireat(key, b"%d" % (self._now_ms() + int(ms)))

    def do_pexpireat(self, key: bytes, at_ms: bytes) -> int:
        if not self._exists(key):
            return 0
        self.expires[key] = int(at_ms)
        return 1

    def do_persist(self, key: bytes) -> int:
        return int(self._exists(key) and self.expires.pop(key, None) is not None)

    def do_pttl(self, key: bytes) -> int:
        if not self._exists(key):
            return -2
        expires = self.expires.get(key)
        return -1 if expires is None else expires - self._now_ms()

    def do_time(self) -> Reply:
        now = self._now_ms()
        return [b"%d" % (now // 1000), b"%d" % (now % 1000 * 1000)]

    # Strings

    def do_get(self, key: bytes) -> bytes | None:
        return self.get(key, bytes)

    def do_set(self, key: bytes, value: bytes, *options: bytes) -> Reply:
        words = [option.upper() for option in options]
        exists = self._exists(key)
        if (b"NX" in words and exists) or (b"XX" in words and not exists):
            return None
        self.data[key] = value
        self.expires.pop(key, None)
        if b"PX" in words:
            self.expires[key] = self._now_ms() + int(options[words.index(b"PX") + 1])
        if b"PXAT" in words:
            self.expires[key] = int(options[words.index(b"PXAT") + 1])
        return OK

    def do_setrange(self, key: bytes, offset: bytes, value: bytes) -> int:
        stored = self.get(key, bytes) or b""
        if value:
            at = int(offset)
            stored = stored.ljust(at, b"\0")[:at] + value + stored[at + len(value) :]
            self.data[key] = stored
        return len(stored)

    # Hashes

    def do_hget(self, key: bytes, field: bytes) -> bytes | None:
        return (self.get(key, dict) or {}).get(field)

    def do_hmget(self, key: bytes, *fields: bytes) -> Reply:
        found = self.get(key, dict) or {}
        return [found.get(field) for field in fields]

    def do_hgetall(self, key: bytes) -> Reply:
        return [each for pair in (self.get(key, dict) or {}).items() for each in pair]

    def do_hkeys(self, key: bytes) -> Reply:
        return list(self.get(key, dict) or {})

    def do_hlen(self, key: bytes) -> int:
        return len(self.get(key, dict) or {})

    def do_hscan(self, key: bytes, cursor: bytes, *_: bytes) -> Reply:
        return [b"0", self.do_hgetall(key)]

    def do_hset(self, key: bytes, *pairs: bytes) -> int:
        values = self.made(key, dict)
        before = len(values)
        values.update(zip(pairs[::2], pairs[1::2], strict=True))
        return len(values) - before

    def do_hsetnx(self, key: bytes, field: bytes, value: bytes) -> int:
        values = self.made(key, dict)
        if field in values:
            return 0
        values[field] = value
        return 1

    def do_hdel(self, key: bytes, *fields: bytes) -> int:
        values = self.get(key, dict) or {}
        gone = sum(values.pop(field, None) is not None for field in fields)
        self.drop_empty(key)
        return gone

    def do_hincrby(self, key: bytes, field: bytes, amount: bytes) -> int:
        values = self.made(key, dict)
        total = int(values.get(field, b"0")) + int(amount)
        values[field] = b"%d" % total
        return total

    # Lists

    def do_rpush(self, key: bytes, *values: bytes) -> int:
        items = self.made(key, list)
        items += values
        return len(items)

    def do_lpop(self, key: bytes) -> bytes | None:
        items = self.get(key, list)
        if not items:
            return None
        first: bytes = items.pop(0)
        self.drop_empty(key)
        return first

    def do_lpos(self, key: bytes, value: bytes) -> int | None:
        items = self.get(key, list) or []
        return items.index(value) if value in items else None

    def do_lrange(self, key: bytes, first: bytes, last: bytes) -> Reply:
        items = self.get(key, list) or []
        return [*items[_slice(len(items), first, last)]]

    def do_lrem(self, key: bytes, count: bytes, value: bytes) -> int:
        items = self.get(key, list) or []
        gone = items.count(value)
        items[:] = [each for each in items if each != value]
        self.drop_empty(key)
        return gone

    def do_ltrim(self, key: bytes, first: bytes, last: bytes) -> Reply:
        items = self.get(key, list) or []
        items[:] = items[_slice(len(items), first, last)]
        self.drop_empty(key)
        return OK

    # Sets

    def do_sadd(self, key: bytes, *members: bytes) -> int:
        values = self.made(key, set)
        before = len(values)
        values.update(members)
        return len(values) - before

    def do_srem(self, key: bytes, *members: bytes) -> int:
        values = self.get(key, set) or set()
        before = len(values)
        values.difference_update(members)
        self.drop_empty(key)
        return before - len(values)

    def do_smembers(self, key: bytes) -> Reply:
        return sorted(self.get(key, set) or set())

    def _exists(self, key: bytes) -> bool:
        return self.get(key, type(self.data.get(key))) is not None


def _slice(length: int, first: bytes, last: bytes) -> slice:
    begin, end = int(first), int(last)
    begin = max(0, begin + length) if begin < 0 else begin
    end = end + length if end < 0 else end
    return slice(begin, end + 1)


def _has_elements(value: Value) -> bool:
    return bool(value) if isinstance(value, dict | list | set) else True
