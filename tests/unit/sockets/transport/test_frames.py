"""Frames against RFC 6455: its own examples, every cut of a stream, and what a client may not send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sockets.transport.frames import (
    FrameError,
    FrameReader,
    Opcode,
    accept_key,
    close_frame,
    frame,
    text_frame,
)
from tests.raw_socket import client_frame

LIMIT = 1_000


def read(data: bytes, limit: int = LIMIT) -> list[tuple[int, bytes]]:
    return FrameReader(limit).feed(data)


def test_the_handshake_answers_the_key_of_the_rfc() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize(
    "key", ["", "short", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZQ=", "ü"]
)
def test_a_key_of_another_size_is_none(key: str) -> None:
    with pytest.raises(ValueError, match=r"Base64|bytes|ASCII"):
        accept_key(key)


def test_a_masked_text_is_read_as_in_the_rfc() -> None:
    assert read(bytes.fromhex("818537fa213d7f9f4d5158")) == [(Opcode.TEXT, b"Hello")]


@pytest.mark.parametrize(("size", "head"), [(125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_a_frame_has_the_shortest_head_for_its_size(size: int, head: int) -> None:
    data = text_frame(b"x" * size)
    assert (data[0], len(data)) == (0x81, head + size)


def test_a_goodbye_carries_its_status() -> None:
    assert close_frame(1000) == bytes.fromhex("880203e8")
    assert frame(Opcode.PONG, b"hi") == bytes.fromhex("8a026869")


@given(
    texts=st.lists(st.binary(max_size=300), max_size=5),
    cuts=st.lists(st.integers(0, 2_000), max_size=6),
)
def test_messages_are_the_same_however_the_stream_is_cut(
    texts: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(client_frame(text) for text in texts)
    reader, found, at = FrameReader(LIMIT), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        found += reader.feed(stream[at:cut])
        at = max(at, cut)
    assert found == [(Opcode.TEXT, text) for text in texts]


def test_a_message_in_pieces_is_put_together_around_a_ping() -> None:
    pieces = client_frame("one ", 0x01) + client_frame("", 0x89) + client_frame("two ", 0x00)
    assert read(pieces + client_frame("three", 0x80)) == [
        (Opcode.PING, b""),
        (Opcode.TEXT, b"one two three"),
    ]


WRONG = {
    "not masked": client_frame("x", masked=False),
    "a reserved bit": client_frame("x", 0xC1),
    "an unknown opcode": client_frame("x", 0x83),
    "an unknown control opcode": client_frame("x", 0x8B),
    "a control frame in pieces": client_frame("", 0x09),
    "a long control frame": client_frame("x" * 126, 0x89),
    "a piece of nothing": client_frame("x", 0x80),
    "a message inside another": client_frame("x", 0x01) + client_frame("y"),
    "too long": client_frame("x" * (LIMIT + 1)),
    "too long by its head alone": client_frame("x" * 70_000)[:10],
    "longer than memory": b"\x81\xff" + b"\xff" * 8,
    "in too many pieces": client_frame("", 0x01) + client_frame("", 0x00) * 256,
    "too long in pieces": client_frame("x" * LIMIT, 0x01) + client_frame("y", 0x80),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_a_client_may_not_send_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        read(data)


def test_a_message_of_the_greatest_size_is_read() -> None:
    assert read(client_frame("x" * LIMIT)) == [(Opcode.TEXT, b"x" * LIMIT)]
