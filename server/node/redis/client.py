"""Clients of Redis by URL: one server, one behind Sentinel, or a cluster.

    redis://, rediss://, unix://            one server
    redis+sentinel://HOST:PORT,.../DB/NAME  the primary that the sentinels name
    redis+cluster://HOST:PORT,...           a cluster, found through any of its nodes

A client retries nothing, because only its caller knows which commands may be sent twice.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

import hiredis
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import Connection, parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelManagedConnection
from redis.backoff import NoBackoff

from server.node.redis.multiplexing import MultiplexingRedis

CONNECTIONS_MAX = 64


@asynccontextmanager
async def open_redis(url: str, *, timeout_ms: int) -> AsyncIterator[Redis]:
    """Yield a client that connects when first used; `timeout_ms` bounds the wait for each reply.

    Raises ValueError for a URL that names no Redis.
    """
    timeouts: dict[str, Any] = {
        "socket_timeout": timeout_ms / 1000,
        "socket_connect_timeout": timeout_ms / 1000,
        "retry": Retry(NoBackoff(), 0),
    }
    parts = urlsplit(url)
    match parts.scheme:
        case "redis+cluster":
            client = _cluster(parts, timeouts)
        case "redis+sentinel":
            client = _behind_sentinel(parts, timeouts)
        case _:
            client = _one_server(url, timeouts)
    try:
        yield client
    finally:
        await close_redis(client)


async def close_redis(client: Redis) -> None:
    """Disconnect a client, and its connections to the sentinels."""
    sentinel = getattr(getattr(client, "connection_pool", None), "sentinel_manager", None)
    for each in sentinel.sentinels if sentinel else []:
        await each.aclose()
    await client.aclose()


def _one_server(url: str, timeouts: dict[str, Any]) -> Redis:
    options: dict[str, Any] = dict(parse_url(url))
    connection = options.pop("connection_class", Connection)
    pool = BlockingConnectionPool(
        connection_class=_packing(connection),
        max_connections=CONNECTIONS_MAX,
        timeout=timeouts["socket_timeout"],
        **options,
        **timeouts,
    )
    return MultiplexingRedis.from_pool(pool)


def _behind_sentinel(parts: SplitResult, timeouts: dict[str, Any]) -> Redis:
    database, _, service = parts.path.strip("/").partition("/")
    if not service:
        raise ValueError("a Sentinel's URL ends with /DB/NAME, the name of the service")
    sentinel = Sentinel(_addresses(parts), **timeouts)  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {
        "username": parts.username,
        "password": parts.password,
        "db": int(database),
    }
    primary: Redis = sentinel.master_for(
        service,
        redis_class=MultiplexingRedis,
        connection_class=_packing(SentinelManagedConnection),
        **options,
        **timeouts,
    )
    return primary


def _cluster(parts: SplitResult, timeouts: dict[str, Any]) -> Redis:
    nodes = [ClusterNode(host, port) for host, port in _addresses(parts)]
    cluster = RedisCluster(
        startup_nodes=nodes,
        username=parts.username,
        password=parts.password,
        max_connections=CONNECTIONS_MAX,
        **timeouts,
    )
    # It is another class, but has all commands that are used here.
    return cast("Redis", cluster)


def _addresses(parts: SplitResult) -> list[tuple[str, int]]:
    hosts = parts.netloc.rpartition("@")[2].split(",")
    pairs = [host.rpartition(":") for host in hosts]
    return [(host, int(port)) for host, _, port in pairs]


def _packing(connection: type[Connection]) -> type[Connection]:
    """Return a subclass that packs commands in C; redis-py's asyncio connections do it in Python.

    A commit of 50 items has 700 arguments, and packing them took half of its time when measured.
    """

    class Packing(connection):  # type: ignore[misc, valid-type]
        def pack_command(self, *args: Any) -> list[bytes]:
            name, *values = args
            return [hiredis.pack_command((*str(name).split(), *values))]

    return Packing
