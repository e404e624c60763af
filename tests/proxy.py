"""A TCP proxy in front of a store, with rules that act on matching chunks of bytes.

A store is Redis or PostgreSQL, on a TCP port or a unix socket. A rule looks at the chunks of one direction
and carries out its action on those that contain all of its words:

    async with proxied(url) as proxy:
        late = Hold()
        proxy.add(Rule(late, REQUESTS, b"EVALSHA", b":journal", times=1))
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.proxy_rules import (
    CHUNK_MAX,
    REPLIES,
    REQUESTS,
    Action,
    Connection,
    Direction,
    Hold,
    LoseReply,
    Rule,
    call,
    delay,
    freeze,
    reset,
    swallow,
)

__all__ = [
    "REPLIES",
    "REQUESTS",
    "Action",
    "Connection",
    "Direction",
    "Hold",
    "LoseReply",
    "Proxy",
    "Rule",
    "call",
    "delay",
    "freeze",
    "proxied",
    "reset",
    "swallow",
]

FORGOTTEN_S = 15.0


@dataclass(slots=True)
class Proxy:
    """A running proxy. While it `hangs_up`, it accepts connections and closes them at once."""

    port: int = 0
    url: str = ""
    """The address of the store through the proxy."""
    store: str = ""
    """The address of the store behind the proxy, for connections from now on."""
    hangs_up: bool = False
    accepted: int = 0
    """Connections that were accepted, including those that it hung up on."""
    rules: list[Rule] = field(default_factory=list)
    connections: dict[Connection, asyncio.Task[None]] = field(default_factory=dict)

    def add(self, rule: Rule) -> Rule:
        """Add a rule, which acts from now on."""
        self.rules.append(rule)
        return rule

    def remove(self, *rules: Rule) -> None:
        """Remove rules; chunks that they hold stay held."""
        self.rules = [rule for rule in self.rules if rule not in rules]

    @contextmanager
    def having(self, *rules: Rule) -> Iterator[None]:
        """Add rules while inside; held chunks and half-open connections go on at the end."""
        self.rules += rules
        try:
            yield
        finally:
            self.remove(*rules)
            for rule in rules:
                if isinstance(rule.action, Hold):
                    rule.action.release()
            for connection in self.connections:
                if not connection.forgotten:
                    connection.passes.set()

    def hang_up(self) -> None:
        """Accept connections and close them at once, from now on."""
        self.hangs_up = True

    def reset(self) -> None:
        """Reset every connection."""
        for connection in list(self.connections):
            connection.reset()

    def forget(self) -> None:
        """Leave every connection half-open, as a firewall does that has lost its table; new ones work.

        The store's keepalive ends them after FORGOTTEN_S.
        """
        loop = asyncio.get_running_loop()
        for connection in self.connections:
            connection.forgotten = True
            connection.passes.clear()
            loop.call_later(FORGOTTEN_S, connection.reset)


@asynccontextmanager
async def proxied(store: str, *, port: int = 0) -> AsyncIterator[Proxy]:
    """Run a proxy in front of the store at a URL of Redis or PostgreSQL."""
    proxy = Proxy(store=store)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        proxy.accepted += 1
        if proxy.hangs_up:
            writer.close()
            return
        try:
            upstream = await _connect(proxy.store)
        except OSError:
            writer.transport.abort()
            return
        connection = Connection(writer, upstream[1])
        connection.passes.set()
        proxy.connections[connection] = task
        try:
            await _relay(proxy, connection, reader, upstream[0])
        except asyncio.CancelledError:
            pass  # The proxy ends. A cancelled handler of a stream would be logged as an error.
        finally:
            del proxy.connections[connection]
            await _close(writer, upstream[1])

    server = await asyncio.start_server(accept, "127.0.0.1", port)
    proxy.port = server.sockets[0].getsockname()[1]
    proxy.url = _through(store, proxy.port)
    try:
        yield proxy
    finally:
        server.close()
        tasks = list(proxy.connections.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _connect(store: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(store)
    if parts.scheme == "unix":
        return await asyncio.open_unix_connection(parts.path)
    sockets = parse_qs(parts.query).get("host")
    if sockets:
        port = parse_qs(parts.query).get("port", ["5432"])[0]
        return await asyncio.open_unix_connection(f"{sockets[0]}/.s.PGSQL.{port}")
    return await asyncio.open_connection(parts.hostname, parts.port)


def _through(store: str, port: int) -> str:
    """Return the URL of a store with the proxy's address in place of its own."""
    parts = urlsplit(store)
    if not parts.scheme.startswith("postgres"):
        return f"redis://127.0.0.1:{port}/0"
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}127.0.0.1:{port}{parts.path}?sslmode=disable"


async def _relay(
    proxy: Proxy,
    connection: Connection,
    client: asyncio.StreamReader,
    store: asyncio.StreamReader,
) -> None:
    pumps = [
        asyncio.create_task(_pump(proxy, connection, REQUESTS, client, connection.store)),
        asyncio.create_task(_pump(proxy, connection, REPLIES, store, connection.client)),
    ]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _pump(
    proxy: Proxy,
    connection: Connection,
    direction: Direction,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    has_gap = False
    with suppress(OSError):
        while chunk := await reader.read(CHUNK_MAX):
            if direction is REQUESTS and len(connection.opening) < CHUNK_MAX:
                connection.opening += chunk[:CHUNK_MAX]
            if direction is REPLIES and connection.losing is not None:
                connection.losing.lose(connection)
                return
            for rule in tuple(proxy.rules):
                if rule.takes(connection, direction, chunk):
                    chunk = await rule.action(connection, chunk)
            await connection.passes.wait()
            # TCP delivers nothing that comes after a gap.
            has_gap = has_gap or not chunk
            if not has_gap:
                writer.write(chunk)


async def _close(*writers: asyncio.StreamWriter) -> None:
    for each in writers:
        each.close()
    for each in writers:
        with suppress(OSError):
            await each.wait_closed()
