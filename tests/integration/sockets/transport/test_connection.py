"""A websocket connection on a live node: closing, pings, invalid input, and its cost in memory."""

import asyncio
import contextlib
import gc

import pytest
from aiohttp.web_protocol import RequestHandler

from tests.integration.sockets.client_steps import BID
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.raw_socket import client_frame, raw_socket
from tests.timeouts import eventually

INVALID_FRAMES = {
    "not masked": client_frame("40", masked=False),
    "compressed": client_frame("40", 0xC1),
    "an unknown opcode": client_frame("40", 0x83),
    "a long ping": client_frame("x" * 126, 0x89),
    "a continuation of nothing": client_frame("40", 0x80),
    "binary": client_frame(b"\x04\x00", 0x82),
    "oversize": client_frame("4" + "x" * 70_000),
    "oversize by its header": b"\x81\xff\x00\x00\x00\x00\x7f\xff\xff\xff",
    "HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
}
INVALID_PACKETS: dict[str, str | bytes] = {
    "empty": "",
    "an empty message": "4",
    "not a packet": "x",
    "an open": "0{}",
    "a ping": "2",
    "a probe": "2probe",
    "an upgrade": "5",
    "a noop": "6",
    "an unknown packet": "49x",
    "Base64": "bAAAA",
    "an event without data": "42",
    "an event without a name": "42[]",
    "an event that is not a list": '42{"a":1}',
    "half an event": '42["bid"',
    "a deeply nested event": "42" + "[" * 10_000,
    "NaN": '42["clock",{"sent_at":NaN}]',
    "a lone surrogate": '42["watch",{"item_id":"\\ud800"}]',
    "not UTF-8": b'42["watch",{"item_id":"\xff"}]',
    "a binary event": '451-["bid",{"_placeholder":true,"num":0}]',
    "a connect error": "44{}",
}


async def test_an_invalid_frame_or_packet_closes_its_socket_and_no_other(node: LiveNode) -> None:
    await node.put_up()
    packets = {name: client_frame(packet) for name, packet in INVALID_PACKETS.items()}
    async with connected(node, node.token("ann")) as other:
        for name, data in {**INVALID_FRAMES, **packets}.items():
            async with raw_socket(node.url) as raw:
                await raw.join()
                raw.send_bytes(data)
                assert await raw.ended(), name
                await eventually(lambda: len(node.sockets.eio.sockets) == 1)
        assert (await other.call("bid", BID))["ok"] is True


async def test_a_socket_that_never_joins_is_cut(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with raw_socket(node.url) as joined:
        await joined.join()
        monkeypatch.setattr("server.sockets.transport.liveness.JOIN_TIMEOUT_S", 0.2)
        async with raw_socket(node.url) as silent:
            silent.send("3", "3")
            assert await silent.ended()
        assert (await joined.call("clock", {"sent_at": 1}))["ok"] is True


async def test_a_socket_that_answers_no_ping_is_cut(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.liveness.FIRST_PING_S", (1.0, 1.0))
    async with node_here(stores) as node:
        node.sockets.eio.ping_interval, node.sockets.eio.ping_timeout = 0.3, 2.0
        async with raw_socket(node.url) as mute, raw_socket(node.url) as alive:
            await mute.join()
            await alive.join()
            ended = asyncio.create_task(mute.ended())
            while not ended.done():
                assert await alive.text() == "2"
                alive.send("3")
            assert await ended
            assert len(node.sockets.eio.sockets) == 1


async def test_an_idle_socket_has_no_task_and_nothing_of_its_request(node: LiveNode) -> None:
    await node.http.close()
    async with raw_socket(node.url) as first:
        await first.join()
    await asyncio.sleep(0.1)
    gc.collect()
    tasks, handlers = len(asyncio.all_tasks()), living(RequestHandler)
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(20):
            await (await stack.enter_async_context(raw_socket(node.url))).join()
        await eventually(lambda: len(asyncio.all_tasks()) <= tasks)
        await eventually(lambda: gc.collect() >= 0 and living(RequestHandler) <= handlers)
        assert not [sid for sid, environ in node.sockets.environ.items() if environ]
    await eventually(lambda: not node.sockets.eio.sockets and not node.sockets.environ)


def living(kind: type) -> int:
    """Return the number of objects of a type."""
    return sum(type(each) is kind for each in gc.get_objects())


CLOSES = {
    "a close frame": client_frame(b"\x03\xe8", 0x88),
    "an Engine.IO close packet": client_frame("1"),
}


async def test_a_close_by_the_client_is_answered_with_a_close_frame(node: LiveNode) -> None:
    for name, close in CLOSES.items():
        async with raw_socket(node.url) as raw:
            await raw.join()
            raw.send_bytes(close)
            assert (await raw.frame())[0] == 8, name
            assert await raw.ended(), name
    await eventually(lambda: not node.sockets.eio.sockets)


async def test_a_websocket_ping_is_answered(node: LiveNode) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join()
        raw.send_bytes(client_frame("still there?", 0x89))
        assert await raw.frame() == (10, b"still there?")
