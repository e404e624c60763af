"""A websocket that is opened by a connection's first bytes is the one that aiohttp would have opened."""

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from server.sockets.transport.engine import Engine
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import RawSocket, client_frame, raw_connection
from tests.timeouts import WAIT_MAX_S, eventually

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HANDSHAKES: dict[str, tuple[str, str]] = {
    "plain": ("EIO=4&transport=websocket", ""),
    "another parameter": ("EIO=4&transport=websocket&t=x", ""),
    "its own origin": ("EIO=4&transport=websocket", "Origin: http://{host}"),
    "a foreign origin": ("EIO=4&transport=websocket", "Origin: https://elsewhere.example"),
    "an empty origin": ("EIO=4&transport=websocket", "Origin:"),
    "another version": ("EIO=3&transport=websocket", ""),
    "an unknown session": ("EIO=4&transport=websocket&sid=abc", ""),
    "another transport": ("EIO=4&transport=flash", ""),
    "a body": ("EIO=4&transport=websocket", "Content-Encoding: gzip"),
    "an expectation": ("EIO=4&transport=websocket", "Expect: miracles"),
    "two hosts": ("EIO=4&transport=websocket", "Host: x"),
    "a bad header": ("EIO=4&transport=websocket", "X Y: z"),
}


def request(host: str, query: str = "EIO=4&transport=websocket", more: str = "") -> bytes:
    lines = [
        f"GET /socket.io/?{query} HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13",
        *([more.format(host=host)] if more else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def answer(raw: RawSocket) -> tuple[bytes, bytes]:
    """Return the status line and the accepted key of a response."""
    async with asyncio.timeout(WAIT_MAX_S):
        head = await raw.reader.readuntil(b"\r\n\r\n")
    accepted = [line for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Accept")]
    return head.split(b"\r\n")[0], b"".join(accepted)


async def test_both_ways_answer_every_handshake_alike(node: LiveNode) -> None:
    host = urlsplit(node.url).netloc
    for name, (query, more) in HANDSHAKES.items():
        sent = request(host, query, more)
        async with raw_connection(node.url) as whole, raw_connection(node.url) as pieces:
            whole.send_bytes(sent)
            directly = await answer(whole)
            # aiohttp serves a connection whose first bytes are no whole request.
            pieces.send_bytes(sent[:20])
            await asyncio.sleep(0.01)
            pieces.send_bytes(sent[20:])
            assert await answer(pieces) == directly, name
        await eventually(lambda: not node.sockets.eio.sockets)


async def test_a_plain_handshake_does_not_reach_aiohttp(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "handle_request", None)
    async with raw_connection(node.url) as raw:
        raw.send_bytes(request(urlsplit(node.url).netloc))
        assert (await answer(raw))[0] == b"HTTP/1.1 101 Switching Protocols"
        opening = json.loads((await raw.text())[1:])
        assert list(node.sockets.eio.sockets) == [opening["sid"]]
        assert opening["pingInterval"] == node.sockets.eio.ping_interval * 1000
    await eventually(lambda: not node.sockets.eio.sockets)
    assert not node.sockets.environ


async def test_frames_that_come_with_the_handshake_are_handled(node: LiveNode) -> None:
    async with raw_connection(node.url) as raw:
        raw.send_bytes(request(urlsplit(node.url).netloc) + client_frame("40"))
        await answer(raw)
        assert (await raw.text()).startswith("0{")
        assert "sid" in json.loads((await raw.text())[2:])


async def test_the_limits_are_those_of_aiohttp_s_way_and_count_a_refusal_once(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, rate_limits="on", sockets_per_address=1) as node:
        sent = request(urlsplit(node.url).netloc)
        async with raw_connection(node.url) as first, raw_connection(node.url) as second:
            first.send_bytes(sent)
            assert b" 101 " in (await answer(first))[0]
            second.send_bytes(sent)
            assert b" 429 " in (await answer(second))[0]
        assert node.sockets.limiter.refused["address"] == 1
        await eventually(lambda: not node.sockets.eio.sockets)
        async with raw_connection(node.url) as again:
            again.send_bytes(sent)
            assert b" 101 " in (await answer(again))[0]


async def test_the_rate_of_requests_counts_handshakes(stores: StoreUrls) -> None:
    async with node_here(stores, rate_limits="on", address_requests_per_s=1) as node:
        sent = request(urlsplit(node.url).netloc)
        statuses = []
        for _ in range(4):
            async with raw_connection(node.url) as raw:
                raw.send_bytes(sent)
                statuses.append((await answer(raw))[0].split()[1])
        assert statuses[:2] == [b"101", b"101"]
        assert b"429" in statuses
