"""The durability in force: how Redis keeps an answered bid, as far as it says so."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

from redis import RedisError
from redis.asyncio import Redis

from server.tasks import repeating
from server.wire.views import DurabilityView

UNKNOWN = "unknown"
_WEAKEST_FIRST = (UNKNOWN, "off", "no", "everysec", "always")
_READ_EVERY_S = 5.0


class Durability:
    """The durability of a node's Redis, read again and again: a failover or an operator may change it."""

    def __init__(self, redis: Redis, *, replicated: bool) -> None:
        self.appendfsync = UNKNOWN
        """When Redis writes its file to disk: `always`, `everysec` or `no`, or `off` without a file.
        In a cluster it is the weakest of all primaries."""
        self.replicated = replicated
        """Whether answers wait for a replica."""
        self._redis = redis

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep up to date while inside."""
        return repeating(self._read, name="durability")

    def view(self) -> DurabilityView:
        """Show it."""
        return DurabilityView(appendfsync=self.appendfsync, replicated=self.replicated)

    async def _read(self) -> None:
        self.appendfsync = await _appendfsync(self._redis)
        await asyncio.sleep(_READ_EVERY_S)


async def _appendfsync(redis: Redis) -> str:
    """Ask Redis, which may refuse CONFIG where somebody else manages it."""
    where: dict[str, Any] = {}
    if hasattr(redis, "get_primaries"):
        where["target_nodes"] = "primaries"
    try:
        found: Any = await redis.config_get("appendonly", "appendfsync", **where)
    except (RedisError, OSError):
        return UNKNOWN
    # From several primaries the answers come by name.
    servers = [each for each in found.values() if isinstance(each, dict)] or [found]
    return min(map(_name, servers), key=_WEAKEST_FIRST.index)


def _name(options: dict[Any, Any]) -> str:
    named = {_text(name): _text(value) for name, value in options.items()}
    if named.get("appendonly") == "no":
        return "off"
    return named.get("appendfsync", UNKNOWN)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
