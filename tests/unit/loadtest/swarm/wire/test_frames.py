"""The swarm's WebSocket frames."""

import base64
import hashlib
import zlib

import pytest

from loadtest.swarm.wire.frames import (
    CLOSE,
    MESSAGE_BYTES_MAX,
    PING,
    TEXT,
    FrameReader,
    ProtocolError,
    TooManyError,
    frame,
    opened,
    opening,
    server_frame,
)

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
DEFLATE = "permessage-deflate"


def unmasked(sent: bytes) -> bytes:
    """Read a client's frame by the rules of RFC 6455, 5.2 and 5.3."""
    assert sent[1] & 0x80, "a client's frame is masked"
    size, start = sent[1] & 0x7F, 2
    if size >= 126:
        wide = 2 if size == 126 else 8
        size, start = int.from_bytes(sent[2 : 2 + wide], "big"), 2 + wide
    mask, payload = sent[start : start + 4], sent[start + 4 :]
    assert len(payload) == size
    return bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_sent_frame_is_masked_and_has_its_length(size: int) -> None:
    payload = b"x" * size
    assert unmasked(frame(payload)) == payload


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536])
def test_a_frame_of_any_length_is_read_whole(size: int) -> None:
    payload = b"x" * size
    reader = FrameReader()
    assert reader.feed(server_frame(payload)) == [(TEXT, payload)]
    assert reader.is_idle


@pytest.mark.parametrize("cut", [1, 2, 3, 7])
def test_messages_are_the_same_however_tcp_cuts_them(cut: int) -> None:
    payloads = [b"2", b"a" * 125, b"b" * 126, b"c" * 70_000, b""]
    stream = b"".join(map(server_frame, payloads))
    reader = FrameReader()
    messages = []
    for start in range(0, len(stream), cut):
        messages += reader.feed(stream[start : start + cut])
    assert messages == [(TEXT, payload) for payload in payloads]


def test_a_reader_is_not_idle_in_the_middle_of_a_frame() -> None:
    reader = FrameReader()
    reader.feed(server_frame(b"hello")[:3])
    assert not reader.is_idle


def test_a_fragmented_message_is_put_together_around_a_ping() -> None:
    frames = b"\x01\x03abc" + b"\x89\x01!" + b"\x00\x03def" + b"\x80\x01g"
    assert FrameReader().feed(frames) == [(PING, b"!"), (TEXT, b"abcdefg")]


def test_a_close_is_returned() -> None:
    assert FrameReader().feed(b"\x88\x02\x03\xe8") == [(CLOSE, b"\x03\xe8")]


@pytest.mark.parametrize(
    ("frames", "why"),
    [
        (b"\x81\x85\0\0\0\0hello", "masked"),
        (b"\xb1\x01x", "reserved"),
        (b"\x80\x01x", "mixed"),
        (b"\x01\x01x\x81\x01y", "mixed"),
        (b"\xc1\x01x", "without an agreement"),
        (b"\x81\x7f" + (MESSAGE_BYTES_MAX + 1).to_bytes(8, "big"), "too long"),
    ],
)
def test_a_frame_that_a_server_may_not_send_is_refused(frames: bytes, why: str) -> None:
    with pytest.raises(ProtocolError, match=why):
        FrameReader().feed(frames)


def compressed(compressor: "zlib._Compress", payload: bytes) -> bytes:
    """Build a server's compressed frame (RFC 7692, 7.2.1)."""
    text = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    plain = server_frame(text.removesuffix(b"\0\0\xff\xff"))
    return bytes((plain[0] | 0x40,)) + plain[1:]


@pytest.mark.parametrize("keeps_context", [True, False])
def test_compressed_messages_are_inflated(keeps_context: bool) -> None:
    reader = FrameReader()
    assert reader.accept(DEFLATE if keeps_context else f"{DEFLATE}; server_no_context_takeover")
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    for _ in range(2):
        if not keeps_context:
            compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        assert reader.feed(compressed(compressor, b"tick" * 100)) == [(TEXT, b"tick" * 100)]


def test_a_broken_compressed_message_is_refused() -> None:
    reader = FrameReader()
    reader.accept(DEFLATE)
    with pytest.raises(ProtocolError, match="broken"):
        reader.feed(b"\xc1\x03\xff\xff\xff")


def test_an_inflated_message_has_a_size_limit() -> None:
    reader = FrameReader()
    reader.accept(DEFLATE)
    bomb = compressed(zlib.compressobj(9, wbits=-zlib.MAX_WBITS), bytes(MESSAGE_BYTES_MAX + 1))
    with pytest.raises(ProtocolError, match="too long"):
        reader.feed(bomb)


def answer(status: str = "101 Switching Protocols", key: str = KEY, more: str = "") -> bytes:
    digest = hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    accept = base64.b64encode(digest).decode()
    return f"HTTP/1.1 {status}\r\nSec-WebSocket-Accept: {accept}{more}".encode()


def test_compression_is_offered_only_when_asked_for() -> None:
    offer = b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    assert offer in opening("h", "/", KEY, deflate=True)
    assert b"Extensions" not in opening("h", "/", KEY, deflate=False)


def test_the_extensions_that_a_server_accepts_are_read() -> None:
    assert opened(answer(more=f"\r\nsec-websocket-extensions: {DEFLATE}"), KEY) == (DEFLATE, {})
    assert opened(answer(), KEY) == ("", {})


def test_every_cookie_that_a_server_sets_is_read() -> None:
    more = "\r\nSet-Cookie: AUCTION_NODE=node2; path=/; HttpOnly\r\nset-cookie: io=x"
    assert opened(answer(more=more), KEY).cookies == {"AUCTION_NODE": "node2", "io": "x"}


def test_an_answer_other_than_101_is_refused() -> None:
    with pytest.raises(ProtocolError, match="403"):
        opened(answer(status="403 Forbidden"), KEY)


def test_a_refused_handshake_has_the_delay_of_the_server() -> None:
    with pytest.raises(TooManyError) as refused:
        opened(answer(status="429 Too Many Requests", more="\r\nRetry-After: 7"), KEY)
    assert refused.value.retry_after_s == 7


def test_an_answer_to_another_key_is_refused() -> None:
    with pytest.raises(ProtocolError, match="Accept"):
        opened(answer(key="another"), KEY)


def test_an_extension_that_was_not_offered_is_refused() -> None:
    with pytest.raises(ProtocolError, match="not offered"):
        FrameReader().accept("x-webkit-deflate-frame")
