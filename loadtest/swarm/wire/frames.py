"""WebSocket (RFC 6455), the client's side: the opening request, frames to send, frames to read.

No I/O. A client must mask its frames. A mask of four zero bytes is legal and leaves the payload unchanged,
so masking costs nothing here.
"""

import base64
import hashlib
import os
import zlib
from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MESSAGE_BYTES_MAX = 16 * 1024 * 1024

_FIN, _COMPRESSED, _RESERVED, _MASKED, _OPCODE = 0x80, 0x40, 0x30, 0x80, 0x0F
_NO_MASK = b"\0\0\0\0"
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_DEFLATE = "permessage-deflate"
_TAIL = b"\0\0\xff\xff"


class ProtocolError(Exception):
    """The server has broken a protocol."""


class TooManyError(ProtocolError):
    """The server refuses handshakes for `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"the server refuses handshakes for {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Build a client's frame."""
    return _head(len(payload), opcode, _MASKED) + _NO_MASK + payload


def server_frame(payload: bytes) -> bytes:
    """Build the frame in which a server sends an uncompressed text."""
    return _head(len(payload), TEXT, 0) + payload


def _head(size: int, opcode: int, masked: int) -> bytes:
    first = _FIN | opcode
    if size < 126:
        return bytes((first, masked | size))
    if size < 1 << 16:
        return bytes((first, masked | 126)) + size.to_bytes(2, "big")
    return bytes((first, masked | 127)) + size.to_bytes(8, "big")


def new_key() -> str:
    """Make the key of an opening request."""
    return base64.b64encode(os.urandom(16)).decode()


def opening(host: str, path: str, key: str, *, deflate: bool) -> bytes:
    """Build the opening request; `deflate` offers compression as a browser does."""
    offer = f"Sec-WebSocket-Extensions: {_DEFLATE}; client_max_window_bits\r\n" if deflate else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{offer}\r\n"
    ).encode()


class Opened(NamedTuple):
    """The answer to an opening request: the accepted extensions and the cookies."""

    extensions: str
    cookies: dict[str, str]


def opened(head: bytes, key: str) -> Opened:
    """Check and parse the answer to the opening request; raises ProtocolError, TooManyError for 429."""
    status, *lines = head.decode("latin-1").split("\r\n")
    fields, cookies = {}, {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
        if name.strip().lower() == "set-cookie":
            cookie, _, text = value.partition(";")[0].partition("=")
            cookies[cookie.strip()] = text.strip()
    if status.split(" ")[1:2] == ["429"]:
        raise TooManyError(float(fields.get("retry-after", "1")))
    if status.split(" ")[1:2] != ["101"]:
        raise ProtocolError(f"the server answered {status[:80]!r} instead of opening a WebSocket")
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    if fields.get("sec-websocket-accept") != accept.decode():
        raise ProtocolError("the server's Sec-WebSocket-Accept is wrong")
    return Opened(fields.get("sec-websocket-extensions", ""), cookies)


class FrameReader:
    """A parser that is fed with bytes as TCP delivers them and returns whole messages."""

    __slots__ = ("_inflate", "_message", "_opcode", "_pending")

    def __init__(self) -> None:
        self._pending = b""
        self._inflate: Inflater | None = None
        # The fragmented message that is not complete yet.
        self._message = b""
        self._opcode = CONTINUATION

    @property
    def is_idle(self) -> bool:
        """Return whether the next bytes begin a message that doesn't depend on earlier bytes."""
        return not (self._pending or self._opcode or self._inflate)

    def accept(self, extensions: str) -> bool:
        """Apply the extensions that the server accepted; return whether messages are compressed."""
        if not extensions:
            return False
        if not extensions.startswith(_DEFLATE):
            raise ProtocolError(f"the server chose an extension that was not offered: {extensions}")
        self._inflate = Inflater()
        return True

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return (opcode, payload) of every message that is now complete; raises ProtocolError."""
        if self._pending:
            data = self._pending + data
        messages = []
        at, end = 0, len(data)
        while end - at >= 2:
            first, size = data[at], data[at + 1]
            start = at + 2
            # The mask bit makes the size larger than 127; a server may not mask (RFC 6455, 5.1).
            if size >= 126:
                wide = 2 if size == 126 else 8
                start += wide
                if start > end:
                    break
                size = _long_size(size, data[at + 2 : start])
            if start + size > end:
                break
            at = start + size
            payload = data[start:at]
            if first == _FIN | TEXT and not self._opcode:
                messages.append((TEXT, payload))
            else:
                self._unusual(first, payload, messages)
        self._pending = data[at:]
        return messages

    def _unusual(self, first: int, payload: bytes, messages: list[tuple[int, bytes]]) -> None:
        """Handle any frame but a whole uncompressed text: control, compressed or fragmented."""
        opcode = first & _OPCODE
        if first & _RESERVED:
            raise ProtocolError("the server sent a frame with reserved bits")
        if opcode >= CLOSE:
            messages.append((opcode, payload))
            return
        if (opcode == CONTINUATION) != bool(self._opcode):
            raise ProtocolError("the server mixed the frames of two messages")
        if opcode:
            self._opcode = opcode | (first & _COMPRESSED)
        self._message += payload
        if len(self._message) > MESSAGE_BYTES_MAX:
            raise ProtocolError("the server's message is too long")
        if first & _FIN:
            messages.append((self._opcode & _OPCODE, self._whole()))
            self._message, self._opcode = b"", CONTINUATION

    def _whole(self) -> bytes:
        if not self._opcode & _COMPRESSED:
            return self._message
        if self._inflate is None:
            raise ProtocolError("the server sent a compressed frame without an agreement")
        return self._inflate(self._message)


class Inflater:
    """The decompressor of permessage-deflate (RFC 7692).

    The context is kept from message to message, which also suits a server that resets its own.
    """

    __slots__ = ("_context",)

    def __init__(self) -> None:
        self._context = zlib.decompressobj(-zlib.MAX_WBITS)

    def __call__(self, message: bytes) -> bytes:
        """Inflate a message; raises ProtocolError."""
        try:
            whole = self._context.decompress(message + _TAIL, MESSAGE_BYTES_MAX)
        except zlib.error as error:
            raise ProtocolError(f"the server's compressed message is broken: {error}") from None
        if self._context.unconsumed_tail:
            raise ProtocolError("the server's message is too long")
        return whole


def _long_size(code: int, size: bytes) -> int:
    if code > 127:
        raise ProtocolError("the server masked a frame")
    length = int.from_bytes(size, "big")
    if length > MESSAGE_BYTES_MAX:
        raise ProtocolError("the server's frame is too long")
    return length
