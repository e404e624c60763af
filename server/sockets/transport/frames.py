"""WebSocket frames, the server's half of RFC 6455: bytes to messages and messages to bytes. No I/O.

    Exception
      FrameError      what came is no frame that a client may send here; the connection is over

No extension is ever agreed on, so a reserved bit is an error and no message is compressed.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from enum import IntEnum
from hashlib import sha1

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16
_CONTROL_BYTES_MAX = 125
_PIECES_MAX = 256
_FINAL, _RESERVED, _OPCODE, _MASKED, _SIZE = 0x80, 0x70, 0x0F, 0x80, 0x7F


class FrameError(Exception):
    """What came is no frame that a client may send here; the connection is over."""


class Opcode(IntEnum):
    """What a frame is."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


Message = tuple[int, bytes]
"""A whole message: TEXT, BINARY or a control frame, and its payload."""


def accept_key(key: str) -> str:
    """Answer a `Sec-WebSocket-Key` (RFC 6455, 4.2.2); raises ValueError for what is none."""
    try:
        raw = b64decode(key, validate=True)
    except Base64Error:
        raise ValueError("not Base64") from None
    if len(raw) != _KEY_BYTES:
        raise ValueError(f"{_KEY_BYTES} bytes are needed")
    return b64encode(sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()


def frame(opcode: Opcode, payload: bytes) -> bytes:
    """Frame a whole message."""
    size = len(payload)
    if size <= 125:
        return bytes((_FINAL | opcode, size)) + payload
    if size <= 0xFFFF:
        return bytes((_FINAL | opcode, 126, size >> 8, size & 0xFF)) + payload
    return bytes((_FINAL | opcode, 127)) + size.to_bytes(8, "big") + payload


def text_frame(payload: bytes) -> bytes:
    """Frame a text message of UTF-8 bytes."""
    return frame(Opcode.TEXT, payload)


def close_frame(status: int) -> bytes:
    """Frame a goodbye with a status of RFC 6455, 7.4."""
    return frame(Opcode.CLOSE, status.to_bytes(2, "big"))


class FrameReader:
    """Takes a connection's bytes as they come, gives the messages that they complete.

    What it holds is bounded by `message_bytes_max`. Whether a text is UTF-8 is left to its decoder.
    """

    __slots__ = ("_fragments", "_fragments_opcode", "_message_bytes_max", "_pieces", "_rest")

    def __init__(self, message_bytes_max: int) -> None:
        self._message_bytes_max = message_bytes_max
        self._rest = b""
        self._fragments: bytearray | None = None
        self._fragments_opcode = 0
        self._pieces = 0

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that are complete with `data`; raises FrameError."""
        if self._rest:
            data = self._rest + data
        messages: list[Message] = []
        at, end = 0, len(data)
        while end - at >= 2:
            body, size = self._header(data, at)
            stop = body + 4 + size
            if stop > end:
                break
            payload = _unmasked(data[body : body + 4], data[body + 4 : stop])
            message = self._message(data[at], payload)
            if message is not None:
                messages.append(message)
            at = stop
        self._rest = data[at:]
        return messages

    def _header(self, data: bytes, at: int) -> tuple[int, int]:
        """Return where the mask begins and the payload's size, 0 while that has not come."""
        first, second = data[at], data[at + 1]
        if first & _RESERVED:
            raise FrameError("a reserved bit")
        if not second & _MASKED:
            raise FrameError("not masked")
        size, body = second & _SIZE, at + 2
        if first & _OPCODE >= Opcode.CLOSE:
            if size > _CONTROL_BYTES_MAX or not first & _FINAL:
                raise FrameError("a control frame that is long or in pieces")
        elif size > 125:
            width = 2 if size == 126 else 8
            body += width
            size = int.from_bytes(data[at + 2 : body], "big") if len(data) >= body else 0
        if size + len(self._fragments or b"") > self._message_bytes_max:
            raise FrameError("too long")
        return body, size

    def _message(self, first: int, payload: bytes) -> Message | None:
        opcode = first & _OPCODE
        if opcode in (Opcode.CLOSE, Opcode.PING, Opcode.PONG):
            return opcode, payload
        if opcode in (Opcode.TEXT, Opcode.BINARY):
            if self._fragments is not None:
                raise FrameError("a message inside another")
            if first & _FINAL:
                return opcode, payload
            self._fragments, self._fragments_opcode = bytearray(payload), opcode
            self._pieces = 1
            return None
        if opcode != Opcode.CONTINUATION or self._fragments is None:
            raise FrameError("an unknown frame, or one that continues nothing")
        self._fragments += payload
        self._pieces += 1
        if self._pieces > _PIECES_MAX:
            raise FrameError("in too many pieces")
        if not first & _FINAL:
            return None
        whole, self._fragments = bytes(self._fragments), None
        return self._fragments_opcode, whole


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    """XOR with the repeated mask, all bytes in one operation on long integers."""
    size = len(payload)
    repeated = (mask * (size // 4 + 1))[:size]
    number = int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")
    return number.to_bytes(size, "little")
