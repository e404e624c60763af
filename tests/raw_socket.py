"""A websocket client that sends any bytes, valid or malformed."""

import asyncio
import base64
import json
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.timeouts import WAIT_MAX_S

RECEIVE_BUFFER_BYTES = 64 * 1024
PATH = "/socket.io/?EIO=4&transport=websocket"


def client_frame(text: str | bytes, first: int = 0x81, *, masked: bool = True) -> bytes:
    """Frame a message as a client does; `first` is the frame's first byte: FIN, reserved bits, opcode."""
    payload = text.encode() if isinstance(text, str) else text
    size = len(payload)
    mask_bit = 0x80 if masked else 0
    if size <= 125:
        head = bytes((first, mask_bit | size))
    elif size <= 0xFFFF:
        head = bytes((first, mask_bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, mask_bit | 127)) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


@dataclass(slots=True)
class RawSocket:
    """A connection whose handshake is done."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes

    def send(self, *texts: str) -> None:
        """Send text messages in a single write."""
        self.writer.write(b"".join(map(client_frame, texts)))

    def send_bytes(self, data: bytes) -> None:
        """Send bytes that need not be a frame."""
        self.writer.write(data)

    async def frame(self) -> tuple[int, bytes]:
        """Return the next frame: its opcode and payload; raises IncompleteReadError at the end."""
        first, size = await self.reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0x0F, await self.reader.readexactly(size)

    async def text(self, timeout_s: float = WAIT_MAX_S) -> str:
        """Return the next text message."""
        async with asyncio.timeout(timeout_s):
            opcode, payload = await self.frame()
        assert opcode == 1, (opcode, payload)
        return payload.decode()

    async def ack(self) -> tuple[int, Any]:
        """Return the number and body of the next acknowledgement, skipping broadcasts."""
        while True:
            text = await self.text()
            if text.startswith("43"):
                number, bracket, body = text[2:].partition("[")
                return int(number), json.loads(bracket + body)[0]

    async def call(self, event: str, argument: object, number: int = 1) -> Any:
        """Send an event and return its acknowledgement's body."""
        self.send(f"42{number}{json.dumps([event, argument])}")
        acknowledged, body = await self.ack()
        assert acknowledged == number
        return body

    async def join(self, token: str | None = None) -> Any:
        """Read the OPEN packet and join the default namespace; return the body of the server's reply."""
        assert (await self.text()).startswith("0{")
        self.send("40" + (json.dumps({"token": token}) if token else ""))
        return json.loads((await self.text())[2:])

    async def ended(self, timeout_s: float = WAIT_MAX_S) -> bool:
        """Return whether the server closes the connection within a time; its messages are discarded."""
        try:
            async with asyncio.timeout(timeout_s):
                while await self.reader.read(65_536):
                    pass
        except TimeoutError:
            return False
        except ConnectionError:
            pass
        return True


@asynccontextmanager
async def raw_connection(url: str) -> AsyncIterator[RawSocket]:
    """Open a TCP connection to a node without sending anything.

    The receive buffer is small and the same on all machines, for clients that stop reading.
    """
    parts = urlsplit(url)
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, (parts.hostname, parts.port))
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        yield RawSocket(reader, writer, b"")
    finally:
        writer.transport.abort()


@asynccontextmanager
async def raw_socket(
    url: str, *, path: str = PATH, headers: Mapping[str, str] | None = None
) -> AsyncIterator[RawSocket]:
    """Open a websocket to a node; `head` is the head of its response to the handshake."""
    async with raw_connection(url) as raw:
        await shake_hands(raw, urlsplit(url).netloc, path, headers or {})
        yield raw


async def shake_hands(raw: RawSocket, host: str, path: str, headers: Mapping[str, str]) -> None:
    """Send the handshake; `headers` replace or add headers, and an empty value removes one."""
    asked = {
        "Host": host,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in asked.items() if value]
    raw.send_bytes("\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode())
    async with asyncio.timeout(WAIT_MAX_S):
        raw.head = await raw.reader.readuntil(b"\r\n\r\n")
