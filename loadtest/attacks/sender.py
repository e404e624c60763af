"""Connections to a node that count what they send, and discard what they receive."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from loadtest.swarm.wire.frames import frame, new_key, opening

ADDRESS = "127.0.0.2"
"""The attacker's own address, for which the node's limits count apart."""
BYTES_PER_S_MAX = 125_000_000
"""The bandwidth of an attacker's network. Copying more than that on one machine delays the bystanders even
if another program than the node receives it."""
TIMEOUT_S = 5.0
PATH = "/socket.io/?EIO=4&transport="


@dataclass(slots=True)
class Sender:
    """An attacker's client of the node at `url`, whose sockets have `token`."""

    url: str
    token: str
    sent_bytes: int = 0
    sent: int = 0
    """Inputs: requests, packets or frames."""
    host: str = field(init=False)
    _began: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.host = urlsplit(self.url).netloc

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Open a connection; it is reset at the end."""
        name, _, port = self.host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port), local_addr=(ADDRESS, 0))
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def request(self, method: str, path: str, body: bytes = b"", *headers: str) -> bytes:
        """Send a request on a connection of its own; return the response."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Connection: close"]
        lines += [f"Content-Length: {len(body)}", f"Authorization: Bearer {self.token}", *headers]
        data = "\r\n".join([*lines, "", ""]).encode() + body
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(TIMEOUT_S), self.connection() as (reader, writer):
                self.count(writer, data)
                return await reader.read(1_000_000)
        return b""

    async def session(self) -> str:
        """Open a polling session; return its id, empty if it was refused."""
        response = await self.request("GET", f"{PATH}polling")
        with suppress(ValueError, LookupError):
            return str(json.loads(response.partition(b"\r\n\r\n")[2][1:])["sid"])
        return ""

    async def post(self, sid: str, payload: str) -> None:
        """Send packets in a polling session."""
        await self.request("POST", f"{PATH}polling&sid={sid}", payload.encode())

    @asynccontextmanager
    async def socket(self, *, anonymous: bool = False) -> AsyncIterator[asyncio.StreamWriter]:
        """Open a websocket and join the namespace; what it receives is discarded."""
        path, auth = f"{PATH}websocket", "" if anonymous else json.dumps({"token": self.token})
        async with self.connection() as (reader, writer):
            self.count(writer, opening(self.host, path, new_key(), deflate=False))
            async with asyncio.timeout(TIMEOUT_S):
                await reader.readuntil(b"\r\n\r\n")
            self.count(writer, frame(b"40" + auth.encode()))
            discarding = asyncio.create_task(_discard(reader, writer))
            try:
                yield writer
            finally:
                discarding.cancel()

    async def keep_bandwidth(self) -> None:
        """Wait as long as a network of BYTES_PER_S_MAX would still be sending."""
        now = asyncio.get_running_loop().time()
        self._began = now if self._began is None else self._began
        await asyncio.sleep(self._began + self.sent_bytes / BYTES_PER_S_MAX - now)

    def count(self, writer: asyncio.StreamWriter, data: bytes, inputs: int = 1) -> None:
        """Write data, which holds some inputs."""
        self.sent_bytes += len(data)
        self.sent += inputs
        writer.write(data)


async def _discard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read to the end, then close the connection so that whoever writes to it notices."""
    with suppress(OSError):
        while await reader.read(65_536):
            pass
    writer.transport.abort()
