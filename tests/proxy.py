"""A TCP proxy in front of a store, with rules that act on matching chunks of bytes.

A store is Redis or PostgreSQL, on a TCP port or a unix socket. A rule looks at the chunks of one direction
and carries out its action on those that contain all of its words:

    async with proxied(url) as proxy:
        late = Hold()
        proxy.add(Rule(late, REQUESTS, b"EVALSHA", b":journal", times=1))
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import parse_qs, urlsplit

CHUNK_MAX = 1 << 16
RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class Direction(Enum):
    """The direction of a chunk: to the store, or back to the client."""

    REQUESTS = "requests"
    REPLIES = "replies"


REQUESTS, REPLIES = Direction.REQUESTS, Direction.REPLIES


@dataclass(slots=True, eq=False)
class Connection:
    """A client's connection and the proxy's own connection to the store."""

    client: asyncio.StreamWriter
    store: asyncio.StreamWriter
    opening: bytes = b""
    """The first bytes that the client sent."""
    passes: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is cleared, the connection is half-open: nothing passes, and nothing is closed."""
    losing: "LoseReply | None" = None
    """If set, the next reply resets the connection instead of passing."""

    def reset(self) -> None:
        """Close both connections with RST."""
        for each in (self.client, self.store):
            connected = each.get_extra_info("socket")
            if connected is not None and connected.family != socket.AF_UNIX:
                with suppress(OSError):
                    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
            each.transport.abort()


Action = Callable[[Connection, bytes], Awaitable[bytes]]
"""Takes a connection and a chunk; returns the bytes to pass on."""


class Hold:
    """Holds the chunk and all after it in its direction until `release`, then passes them in order."""

    def __init__(self) -> None:
        self._released = asyncio.Event()

    async def __call__(self, connection: Connection, chunk: bytes) -> bytes:
        """Wait for the release."""
        await self._released.wait()
        return chunk

    def release(self) -> None:
        """Pass the held chunks."""
        self._released.set()


def delay(seconds: float) -> Action:
    """Make an action that passes each chunk later."""

    async def act(connection: Connection, chunk: bytes) -> bytes:
        await asyncio.sleep(seconds)
        return chunk

    return act


def call(effect: Callable[[], object]) -> Action:
    """Make an action with a side effect, such as the kill of a process, just before the chunk passes."""

    async def act(connection: Connection, chunk: bytes) -> bytes:
        effect()
        return chunk

    return act


async def swallow(connection: Connection, chunk: bytes) -> bytes:
    """Drop the chunk; in one direction and without words, this makes the network one-way."""
    return b""


class LoseReply:
    """Passes the request, and resets the connection when its reply comes; then calls `then`."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.lost = asyncio.Event()
        self._then = then

    async def __call__(self, connection: Connection, chunk: bytes) -> bytes:
        """Wait for the reply from now on."""
        connection.losing = self
        return chunk

    def lose(self, connection: Connection) -> None:
        """Reset the connection in place of the reply."""
        self._then()
        connection.reset()
        self.lost.set()


async def reset(connection: Connection, chunk: bytes) -> bytes:
    """Drop the chunk and reset the connection."""
    connection.reset()
    return b""


async def freeze(connection: Connection, chunk: bytes) -> bytes:
    """Leave the connection half-open; the chunk and all later ones wait."""
    connection.passes.clear()
    return chunk


class Rule:
    """An action on chunks of one direction that contain all `words`, up to `times` times.

    With `opening`, the rule is only for connections whose first bytes contain it.
    """

    def __init__(
        self,
        action: Action,
        direction: Direction,
        *words: bytes,
        times: int | None = None,
        opening: bytes = b"",
    ) -> None:
        self.action = action
        self.matches = 0
        self.matched = asyncio.Event()
        self._direction = direction
        self._words = words
        self._times = times
        self._opening = opening

    def takes(self, connection: Connection, direction: Direction, chunk: bytes) -> bool:
        """Tell whether the rule acts on a chunk, and count it."""
        if direction is not self._direction or self.matches == self._times:
            return False
        if self._opening not in connection.opening or not all(
            word in chunk for word in self._words
        ):
            return False
        self.matches += 1
        self.matched.set()
        return True


@dataclass(slots=True)
class Proxy:
    """A running proxy. While it `hangs_up`, it accepts connections and closes them at once."""

    port: int = 0
    url: str = ""
    """The address of the store behind the proxy."""
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
                connection.passes.set()

    def hang_up(self) -> None:
        """Accept connections and close them at once, from now on."""
        self.hangs_up = True

    def reset(self) -> None:
        """Reset every connection."""
        for connection in list(self.connections):
            connection.reset()


@asynccontextmanager
async def proxied(store: str, *, port: int = 0) -> AsyncIterator[Proxy]:
    """Run a proxy in front of the store at a URL of Redis or PostgreSQL."""
    proxy = Proxy()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        proxy.accepted += 1
        if proxy.hangs_up:
            writer.close()
            return
        try:
            upstream = await _connect(store)
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
            writer.write(chunk)


async def _close(*writers: asyncio.StreamWriter) -> None:
    for each in writers:
        each.close()
    for each in writers:
        with suppress(OSError):
            await each.wait_closed()
