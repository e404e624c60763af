"""WebSocket frames: the server's half of RFC 6455, from bytes to messages and back. No I/O (0031).

    Exception
      FrameError      the client sent a frame that is malformed or not allowed; the connection is over

No extension is ever negotiated, so a reserved bit is an error and no message is compressed.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator
from enum import IntEnum
from hashlib import sha1

NORMAL, PROTOCOL_ERROR, NOT_ACCEPTED, INVALID_DATA, POLICY, TOO_BIG = (
    1000,
    1002,
    1003,
    1007,
    1008,
    1009,
)
"""Close codes (RFC 6455, 7.4.1)."""
_CLIENT_CODES = {*range(1000, 1004), *range(1007, 1012), *range(3000, 5000)}
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16
_CONTROL_BYTES_MAX = 125
_FRAGMENTS_MAX = 256
_FINAL, _RESERVED, _OPCODE, _MASKED, _SIZE = 0x80, 0x70, 0x0F, 0x80, 0x7F


class FrameError(Exception):
    """The client sent a frame that is malformed or not allowed; the connection is over.

    `status` is the code that the close frame carries.
    """

    def __init__(self, reason: str, status: int = PROTOCOL_ERROR) -> None:
        super().__init__(reason)
        self.status = status


class Opcode(IntEnum):
    """The type of a frame."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


_LONG_TEXT = bytes((_FINAL | Opcode.TEXT, 126))
"""The first bytes of a text frame of up to 64 KiB."""

WholeMessage = tuple[int, bytes]
"""The opcode and the payload of a control frame, or of a message with all its fragments."""
Skip = Callable[[bytes, int], int]
"""Handles whole messages in the bytes from a position on; returns the position behind them."""


def accept_key(key: str) -> str:
    """Return the answer to a `Sec-WebSocket-Key` (RFC 6455, 4.2.2); raises ValueError."""
    try:
        raw = b64decode(key, validate=True)
    except Base64Error:
        raise ValueError("the key is not Base64") from None
    if len(raw) != _KEY_BYTES:
        raise ValueError(f"the key does not have {_KEY_BYTES} bytes")
    return b64encode(sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()


def frame(opcode: Opcode, payload: bytes) -> bytes:
    """Encode a message as one frame."""
    size = len(payload)
    if size <= 125:
        return bytes((_FINAL | opcode, size)) + payload
    if size <= 0xFFFF:
        return bytes((_FINAL | opcode, 126, size >> 8, size & 0xFF)) + payload
    return bytes((_FINAL | opcode, 127)) + size.to_bytes(8, "big") + payload


def text_frame(payload: bytes) -> bytes:
    """Encode a text message, given as UTF-8, as one frame."""
    size = len(payload)
    if 125 < size <= 0xFFFF:
        # The usual one.
        return b"%b%b%b" % (_LONG_TEXT, size.to_bytes(2, "big"), payload)
    return frame(Opcode.TEXT, payload)


def close_frame(status: int) -> bytes:
    """Encode a close frame with a status code of RFC 6455, 7.4."""
    return frame(Opcode.CLOSE, status.to_bytes(2, "big"))


def _not_counted() -> None:
    """Accept any number of frames."""


def close_answer(payload: bytes) -> bytes:
    """Return the frame that answers a client's close frame, with its code; raises FrameError."""
    if not payload:
        return close_frame(NORMAL)
    if len(payload) < 2 or int.from_bytes(payload[:2], "big") not in _CLIENT_CODES:
        raise FrameError("the close code is not one that a client may send")
    checked_text(payload[2:])
    return frame(Opcode.CLOSE, payload[:2])


def checked_text(payload: bytes) -> bytes:
    """Return a payload that is UTF-8; raises FrameError."""
    if not payload.isascii():
        try:
            payload.decode()
        except UnicodeDecodeError:
            raise FrameError("the text is not UTF-8", INVALID_DATA) from None
    return payload


class FrameReader:
    """Reads the bytes of one connection, in pieces of any size, into messages.

    It keeps what has not been taken as messages, and up to `message_bytes_max` bytes of a message that is
    not complete. It does not check that a text is UTF-8 (`checked_text`).
    """

    __slots__ = (
        *("_data", "_fragment_count", "_fragmented", "_fragmented_opcode"),
        *("_message_bytes_max", "_start"),
    )

    def __init__(self, message_bytes_max: int) -> None:
        self._message_bytes_max = message_bytes_max
        self._data = b""
        self._start = 0
        self._fragmented: bytearray | None = None
        self._fragmented_opcode = 0
        self._fragment_count = 0

    def feed(self, data: bytes) -> None:
        """Add bytes that have arrived."""
        left = self._data[self._start :] if self._start else self._data
        self._data, self._start = left + data if left else data, 0

    def discard(self) -> None:
        """Drop what has arrived and has not been taken."""
        self._data, self._start = b"", 0

    def messages(
        self, count: Callable[[], None] = _not_counted, skip: Skip | None = None
    ) -> Iterator[WholeMessage]:
        """Yield the messages that are complete; raises FrameError.

        A caller that stops early is given the rest by the next call. `count` is called for each frame
        before it is unmasked, and may raise. `skip` is called where a message begins, and returns where
        the first one begins that it has not handled itself.
        """
        data, start, end = self._data, self._start, len(self._data)
        while end - start >= 2:
            if skip is not None and self._fragmented is None:
                skipped = skip(data, start)
                if skipped > start:
                    start = skipped
                    continue
            mask, size = self._header(data, start)
            frame_end = mask + 4 + size
            if frame_end > end:
                break
            count()
            payload = _unmasked(data[mask : mask + 4], data[mask + 4 : frame_end])
            message = self._message(data[start], payload)
            start = self._start = frame_end
            if message is not None:
                yield message
        self._data, self._start = data[start:], 0

    def _header(self, data: bytes, start: int) -> tuple[int, int]:
        """Return the position of a frame's mask and the size of its payload, 0 if not received yet.

        Everything is checked here, before the payload has arrived, so that a client cannot make the
        server keep a payload which it will refuse.
        """
        first, second = data[start], data[start + 1]
        if first & _RESERVED:
            raise FrameError("a reserved bit is set")
        if not second & _MASKED:
            raise FrameError("the frame is not masked")
        size, mask = second & _SIZE, start + 2
        if first & _OPCODE >= Opcode.CLOSE:
            if size > _CONTROL_BYTES_MAX or not first & _FINAL:
                raise FrameError("the control frame is too long or fragmented")
        elif size > 125:
            width = 2 if size == 126 else 8
            mask += width
            size = int.from_bytes(data[start + 2 : mask], "big") if len(data) >= mask else 0
        if size + len(self._fragmented or b"") > self._message_bytes_max:
            raise FrameError("the message is too long", TOO_BIG)
        return mask, size

    def _message(self, first: int, payload: bytes) -> WholeMessage | None:
        """Return the message that a frame completes; `first` is the frame's first byte."""
        opcode = first & _OPCODE
        if opcode in (Opcode.CLOSE, Opcode.PING, Opcode.PONG):
            return opcode, payload
        if opcode in (Opcode.TEXT, Opcode.BINARY):
            if self._fragmented is not None:
                raise FrameError("the message begins before the previous one ended")
            if first & _FINAL:
                return opcode, payload
            self._fragmented, self._fragmented_opcode = bytearray(payload), opcode
            self._fragment_count = 1
            return None
        if opcode != Opcode.CONTINUATION or self._fragmented is None:
            raise FrameError("the opcode is unknown, or there is no message to continue")
        self._fragmented += payload
        self._fragment_count += 1
        # The size limit does not bound the number of empty fragments.
        if self._fragment_count > _FRAGMENTS_MAX:
            raise FrameError("the message has too many fragments", POLICY)
        if not first & _FINAL:
            return None
        whole, self._fragmented = bytes(self._fragmented), None
        return self._fragmented_opcode, whole


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    """XOR the payload with the repeated mask."""
    # 0031: one operation on long integers, since a loop over the bytes is many times slower.
    size = len(payload)
    repeated = (mask * (size // 4 + 1))[:size]
    number = int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")
    return number.to_bytes(size, "little")
