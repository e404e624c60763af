"""Clients of Redis by URL: one server, one behind Sentinel, or a cluster.

    redis://, rediss://, unix://            one server
    redis+sentinel://HOST:PORT,.../DB/NAME  the primary that the sentinels name
    redis+cluster://HOST:PORT,...           a cluster, found through any of its nodes

A client retries nothing, because only its caller knows which commands may be sent twice. Whatever happens
to a connection, its caller gets a RedisError.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from redis import ConnectionError as RedisConnectionError
from redis import RedisError
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode, ClusterPipeline
from redis.asyncio.connection import Connection, parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelManagedConnection
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException

from server.node.redis.multiplexing import MultiplexingRedis
from server.node.redis.reliable import reliable
from server.node.redis.stream import Silence

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
    client = _client(url, timeouts)
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


def _client(url: str, timeouts: dict[str, Any]) -> Redis:
    parts = urlsplit(url)
    match parts.scheme:
        case "redis+cluster":
            return _cluster(parts, timeouts)
        case "redis+sentinel":
            return _behind_sentinel(parts, timeouts)
        case _:
            return _one_server(url, timeouts)


def _one_server(url: str, timeouts: dict[str, Any]) -> Redis:
    options: dict[str, Any] = dict(parse_url(url))
    connection, silence = options.pop("connection_class", Connection), Silence()
    pool = BlockingConnectionPool(
        connection_class=reliable(connection, silence),
        **{
            "max_connections": CONNECTIONS_MAX,
            "timeout": timeouts["socket_timeout"],
            **options,
            **timeouts,
        },
    )
    try:
        pool.make_connection()  # type: ignore[no-untyped-call]
    except (TypeError, RedisError):
        raise ValueError("a parameter of the URL is unknown, or has a wrong value") from None
    client = cast("MultiplexingRedis", MultiplexingRedis.from_pool(pool))
    client.silence = silence
    return client


def _behind_sentinel(parts: SplitResult, timeouts: dict[str, Any]) -> Redis:
    database, _, service = parts.path.strip("/").partition("/")
    if not (database.isdecimal() and service):
        raise ValueError("a Sentinel's URL ends with /DB/NAME, the name of the service")
    sentinel = Sentinel(_addresses(parts), sentinel_kwargs=timeouts)  # type: ignore[no-untyped-call]
    for each in sentinel.sentinels:
        each.connection_pool.connection_class = reliable(Connection, Silence())
    silence = Silence()
    options: dict[str, Any] = {
        "username": parts.username,
        "password": parts.password,
        "db": int(database),
    }
    primary: MultiplexingRedis = sentinel.master_for(
        service,
        redis_class=MultiplexingRedis,
        connection_class=reliable(SentinelManagedConnection, silence),
        **options,
        **timeouts,
    )
    primary.silence = silence
    return primary


def _cluster(parts: SplitResult, timeouts: dict[str, Any]) -> Redis:
    nodes = [ClusterNode(host, port) for host, port in _addresses(parts)]
    cluster = _Cluster(
        startup_nodes=nodes,
        username=parts.username,
        password=parts.password,
        max_connections=CONNECTIONS_MAX,
        **timeouts,
    )
    # Its constructor takes no connection class.
    connection = reliable(Connection, Silence())
    cluster.connection_kwargs["connection_class"] = connection
    for node in cluster.nodes_manager.startup_nodes.values():
        node.connection_class = connection
    # It is another class, but has all commands that are used here.
    return cast("Redis", cluster)


class _Pipeline(ClusterPipeline):
    """The pipeline of a cluster that fails with a RedisError only."""

    async def execute(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Run the commands; raises RedisError."""
        with _redis_errors():
            return await super().execute(*args, **kwargs)


class _Cluster(RedisCluster):
    """A cluster that fails with a RedisError only (0121)."""

    async def initialize(self, *args: Any, **kwargs: Any) -> "_Cluster":
        """Find the servers; raises RedisError."""
        with _redis_errors():
            await super().initialize(*args, **kwargs)
        return self

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; raises RedisError."""
        with _redis_errors():
            return await super().execute_command(*args, **kwargs)

    def pipeline(self, transaction: Any = None, shard_hint: Any = None) -> ClusterPipeline:  # noqa: ARG002
        """Return a new pipeline."""
        return _Pipeline(self, transaction)  # type: ignore[abstract]


@contextmanager
def _redis_errors() -> Iterator[None]:
    """Turn the error of a cluster that is not reachable, which is none of Redis', into one."""
    try:
        yield
    except RedisClusterException as error:
        raise RedisConnectionError(str(error)) from error


def _addresses(parts: SplitResult) -> list[tuple[str, int]]:
    hosts = parts.netloc.rpartition("@")[2].split(",")
    pairs = [host.rpartition(":") for host in hosts]
    if not all(host and port for host, _, port in pairs):
        raise ValueError("each address of the URL is HOST:PORT")
    return [(host, int(port)) for host, _, port in pairs]
