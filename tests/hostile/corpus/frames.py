"""The cases of RFC 6455 that apply to a server without extensions and binary messages.

Each case has the bytes that a client sends on a joined websocket, and the frames that answer them.
"""

from tests.raw_socket import client_frame

CLOCK = '421["clock",{"sent_at":1}]'
Frame = tuple[int, bytes]


def closing(code: int | None = None, reason: bytes = b"") -> bytes:
    """Return a client's close frame."""
    payload = b"" if code is None else code.to_bytes(2, "big") + reason
    return client_frame(payload, 0x88)


def closed(code: int) -> list[Frame]:
    """Return the server's close frame."""
    return [(8, code.to_bytes(2, "big"))]


def pong(payload: bytes) -> Frame:
    return (10, payload)


CASES: dict[str, tuple[bytes, list[Frame]]] = {
    "2.1 an empty ping": (client_frame("", 0x89), [pong(b"")]),
    "2.3 a binary ping": (client_frame(b"\x00\xff\xfe", 0x89), [pong(b"\x00\xff\xfe")]),
    "2.4 a ping of 125 bytes": (client_frame("x" * 125, 0x89), [pong(b"x" * 125)]),
    "2.5 a ping of 126 bytes": (client_frame("x" * 126, 0x89), closed(1002)),
    "2.7 an unsolicited pong": (client_frame("x", 0x8A) + client_frame("", 0x89), [pong(b"")]),
    "2.10 ten pings": (
        b"".join(client_frame(str(n), 0x89) for n in range(10)),
        [pong(str(n).encode()) for n in range(10)],
    ),
    "3.1 reserved bit 3": (client_frame(CLOCK, 0x91), closed(1002)),
    "3.3 reserved bit 1": (client_frame(CLOCK, 0xC1), closed(1002)),
    "3.6 a ping with a reserved bit": (client_frame("", 0xB9), closed(1002)),
    "4.1 a data opcode that is not defined": (client_frame("", 0x83), closed(1002)),
    "4.2 a control opcode that is not defined": (client_frame("", 0x8B), closed(1002)),
    "5.1 a fragmented ping": (client_frame("a", 0x09) + client_frame("b", 0x80), closed(1002)),
    "5.6 a ping inside a fragmented message": (
        client_frame("3", 0x01) + client_frame("in", 0x89) + client_frame("", 0x80),
        [pong(b"in")],
    ),
    "5.9 a continuation of nothing": (client_frame("x", 0x80), closed(1002)),
    "5.18 a message inside another": (
        client_frame("3", 0x01) + client_frame("3", 0x81),
        closed(1002),
    ),
    "6.3 a text that is not UTF-8": (client_frame(b"3\xce\xba\xed\xa0\x80"), closed(1007)),
    "6.4 a text that is not UTF-8, in fragments": (
        client_frame(b"3\xf4", 0x01) + client_frame(b"\x90\x80\x80", 0x80),
        closed(1007),
    ),
    "6.x a character over two fragments": (
        client_frame(b"3\xc3", 0x01) + client_frame(b"\xa9", 0x80) + client_frame("", 0x89),
        [pong(b"")],
    ),
    "7.1.1 frames after a close": (closing(1000) + client_frame("", 0x89), closed(1000)),
    "7.3.1 a close without a code": (closing(), closed(1000)),
    "7.3.2 half a code": (client_frame(b"\x03", 0x88), closed(1002)),
    "7.3.5 a close with a long reason": (closing(1000, b"x" * 123), closed(1000)),
    "7.3.6 a close that is too long": (closing(1000, b"x" * 124), closed(1002)),
    "7.5.1 a reason that is not UTF-8": (closing(1000, b"\xed\xa0\x80"), closed(1007)),
    **{
        f"7.7 the code {code}": (closing(code), closed(code))
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    },
    **{
        f"7.9 the code {code}": (closing(code), closed(1002))
        for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)
    },
    "9.1 a message that is too long": (client_frame("4" + "x" * 70_000), closed(1009)),
    "9.1 too long by its header": (b"\x81\xff\x00\x00\x00\x00\x7f\xff\xff\xff", closed(1009)),
    "a frame that is not masked": (client_frame("3", masked=False), closed(1002)),
    "a binary message": (client_frame(b"\x04", 0x82), closed(1003)),
    "a packet that is none": (client_frame("x"), closed(1007)),
    "an event that is none": (client_frame('42["bid"'), closed(1007)),
}
