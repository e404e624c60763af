"""A wire between a client and a node that loses or holds back the frames that a test chooses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from yarl import URL

from tests.lossy_frames import LossyFrames
from tests.nodes import free_port

SHORT, MEDIUM = 125, 126


class LossyWire(LossyFrames):
    """A TCP proxy for websockets: it passes all bytes to the node, and only chosen frames to the client."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._node = URL(url)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._port = free_port()

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self._port}"

    def cut(self) -> None:
        """Break all connections; new ones may be made."""
        for writer in self._open:
            writer.transport.abort()

    async def connect(self) -> None:
        """Accept connections, at the same port as before."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)

    async def disconnect(self) -> None:
        """Break all connections and accept no new ones."""
        assert self._server is not None, "the wire is not connected"
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        node_reader, node_writer = await asyncio.open_connection(self._node.host, self._node.port)
        self._open |= {writer, node_writer}
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_copy(reader, node_writer))
                both.create_task(self._copy_frames(node_reader, writer))
        except* (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            for each in (writer, node_writer):
                self._open.discard(each)
                each.transport.abort()

    async def _copy_frames(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        while b" 101 " not in head:
            writer.write(await _some(reader))
        while True:
            frame, text = await _frame(reader)
            self.carry(text, partial(writer.write, frame))


def is_answer(frame: str) -> bool:
    """Return whether a frame is an acknowledgement."""
    return frame.startswith("43")


def is_new_bid(frame: str) -> bool:
    """Return whether a frame is a `new_bid` message."""
    return frame.startswith('42["new_bid"')


@asynccontextmanager
async def lossy_wire(url: str) -> AsyncIterator[LossyWire]:
    """Run a wire in front of the node at `url`."""
    wire = LossyWire(url)
    await wire.connect()
    try:
        yield wire
    finally:
        with suppress(ConnectionError):
            await wire.disconnect()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(await _some(reader))


async def _some(reader: asyncio.StreamReader) -> bytes:
    content = await reader.read(65_536)
    if not content:
        raise ConnectionResetError("the other side has closed the connection")
    return content


async def _frame(reader: asyncio.StreamReader) -> tuple[bytes, str]:
    """Read one websocket frame of a server, which is never masked (RFC 6455, 5.2)."""
    head = await reader.readexactly(2)
    size = head[1] & 0x7F
    if size > SHORT:
        extended = await reader.readexactly(2 if size == MEDIUM else 8)
        head, size = head + extended, int.from_bytes(extended, "big")
    payload = await reader.readexactly(size)
    return head + payload, payload.decode(errors="replace")
