"""Cases of RFC 6455 that need more than bytes on a joined websocket; `test_corpus` has the others."""

import json
import re

from tests.hostile.corpus.frames import CASES, CLOCK, Frame
from tests.nodes import LiveNode
from tests.raw_socket import RawSocket, client_frame, raw_connection, raw_socket, shake_hands

PATH = "/socket.io/?EIO=4&transport=websocket"


async def replies(raw: RawSocket, count: int) -> list[Frame]:
    return [await raw.frame() for _ in range(count)]


async def test_each_case_has_the_same_answer_byte_by_byte(node: LiveNode) -> None:
    for name in (
        "2.3 a binary ping",
        "5.6 a ping inside a fragmented message",
        "7.3.2 half a code",
    ):
        data, expected = CASES[name]
        async with raw_socket(node.url) as raw:
            await raw.join()
            for byte in data:
                raw.send_bytes(bytes((byte,)))
                await raw.writer.drain()
            assert await replies(raw, len(expected)) == expected, name


async def test_frames_that_come_with_the_request_are_handled(node: LiveNode) -> None:
    host = node.url.removeprefix("http://")
    request = (
        f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    async with raw_connection(node.url) as raw:
        raw.send_bytes(request.encode() + client_frame("40") + client_frame(CLOCK)[:9])
        await raw.reader.readuntil(b"\r\n\r\n")
        assert (await raw.text()).startswith("0{")
        assert (await raw.text()).startswith("40{")


async def test_another_version_is_told_the_one_that_is_spoken(node: LiveNode) -> None:
    for version in ("8", "12", "14", "0", "x", ""):
        async with raw_connection(node.url) as raw:
            headers = {"Sec-WebSocket-Version": version}
            await shake_hands(raw, node.url.removeprefix("http://"), PATH, headers)
        assert raw.head.startswith(b"HTTP/1.1 426 "), version
        assert b"Sec-WebSocket-Version: 13\r\n" in raw.head, version


async def test_an_upgrade_by_http_1_0_is_refused(node: LiveNode) -> None:
    request = (
        f"GET {PATH} HTTP/1.0\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    async with raw_connection(node.url) as raw:
        raw.send_bytes(request.encode())
        head = await raw.reader.readuntil(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.[01] 400 ", head)
    assert not node.sockets.eio.sockets


async def test_a_client_of_engine_io_3_is_refused_in_words(node: LiveNode) -> None:
    for transport in ("polling", "websocket"):
        url = f"{node.url}/socket.io/?EIO=3&transport={transport}"
        async with node.http.get(url) as response:
            body = json.loads(await response.text())
        assert (response.status, body["code"]) == (400, 5)
        assert "Engine.IO 4" in body["message"]
