"""Frames against RFC 6455: its examples, streams cut anywhere, and frames that a client may not send."""

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


def fed(data: bytes, limit: int = LIMIT) -> FrameReader:
    reader = FrameReader(limit)
    reader.feed(data)
    return reader


def read(data: bytes, limit: int = LIMIT) -> list[tuple[int, bytes]]:
    return list(fed(data, limit).messages())


def test_the_key_of_the_rfc_has_the_answer_of_the_rfc() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize(
    "key", ["", "short", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZQ=", "ü"]
)
def test_a_key_that_is_not_sixteen_bytes_of_base64_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"Base64|bytes|ASCII"):
        accept_key(key)


def test_a_masked_text_is_read_as_in_the_rfc() -> None:
    assert read(bytes.fromhex("818537fa213d7f9f4d5158")) == [(Opcode.TEXT, b"Hello")]


@pytest.mark.parametrize(("size", "header"), [(125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_a_frame_has_the_shortest_header_for_its_size(size: int, header: int) -> None:
    data = text_frame(b"x" * size)
    assert (data[0], len(data)) == (0x81, header + size)


def test_a_close_frame_carries_its_status() -> None:
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
    reader, start = FrameReader(LIMIT), 0
    found: list[tuple[int, bytes]] = []
    for cut in [*sorted(cuts), len(stream)]:
        reader.feed(stream[start:cut])
        found += reader.messages()
        start = max(start, cut)
    assert found == [(Opcode.TEXT, text) for text in texts]


def test_a_caller_that_stops_early_is_given_the_rest_with_what_arrives_meanwhile() -> None:
    stream = b"".join(client_frame(text) for text in "abcd")
    reader = fed(stream[:-3])
    assert next(reader.messages()) == (Opcode.TEXT, b"a")
    assert next(reader.messages()) == (Opcode.TEXT, b"b")
    reader.feed(stream[-3:])
    assert list(reader.messages()) == [(Opcode.TEXT, b"c"), (Opcode.TEXT, b"d")]
    assert list(reader.messages()) == []


def test_a_fragmented_message_is_joined_around_a_ping() -> None:
    fragments = client_frame("one ", 0x01) + client_frame("", 0x89) + client_frame("two ", 0x00)
    assert read(fragments + client_frame("three", 0x80)) == [
        (Opcode.PING, b""),
        (Opcode.TEXT, b"one two three"),
    ]


INVALID = {
    "not masked": client_frame("x", masked=False),
    "a reserved bit": client_frame("x", 0xC1),
    "an unknown opcode": client_frame("x", 0x83),
    "an unknown control opcode": client_frame("x", 0x8B),
    "a fragmented control frame": client_frame("", 0x09),
    "a long control frame": client_frame("x" * 126, 0x89),
    "a continuation of nothing": client_frame("x", 0x80),
    "a message inside another": client_frame("x", 0x01) + client_frame("y"),
    "too long": client_frame("x" * (LIMIT + 1)),
    "too long by its header alone": client_frame("x" * 70_000)[:10],
    "longer than memory": b"\x81\xff" + b"\xff" * 8,
    "too many fragments": client_frame("", 0x01) + client_frame("", 0x00) * 256,
    "too long in fragments": client_frame("x" * LIMIT, 0x01) + client_frame("y", 0x80),
}


@pytest.mark.parametrize("data", INVALID.values(), ids=INVALID)
def test_a_frame_that_a_client_may_not_send_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        read(data)


def test_a_message_of_the_greatest_size_is_read() -> None:
    assert read(client_frame("x" * LIMIT)) == [(Opcode.TEXT, b"x" * LIMIT)]


def test_each_frame_is_counted_before_it_is_read() -> None:
    counted: list[int] = []

    def count() -> None:
        counted.append(1)
        if len(counted) > 3:
            raise OverflowError

    stream = client_frame("", 0x01) + client_frame("", 0x00) * 2 + client_frame("x" * LIMIT, 0x80)
    with pytest.raises(OverflowError):
        list(fed(stream).messages(count))
    assert len(counted) == 4


def test_messages_may_be_skipped_where_one_begins() -> None:
    skipped: list[bytes] = []

    def skip(data: bytes, start: int) -> int:
        end = start + len(client_frame("bid"))
        if data[start + 1] & 0x7F != len("bid"):
            return start
        skipped.append(data[start:end])
        return end

    bid, pieces = client_frame("bid"), [client_frame("", 0x01), client_frame("", 0x80)]
    reader = fed(bid + pieces[0] + bid[:3])
    assert list(reader.messages(skip=skip)) == []
    assert skipped == [bid]
    reader.feed(bid[3:])
    with pytest.raises(FrameError):
        list(reader.messages(skip=skip))
    assert list(fed(b"".join(pieces) + bid * 2).messages(skip=skip)) == [(1, b"")]
    assert skipped == [bid] * 3
