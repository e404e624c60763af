"""The websocket transport: order, goodbyes, and what a socket costs."""

import asyncio
import contextlib
import gc
import json
import socket
import uuid
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import socketio
from aiohttp.web_protocol import RequestHandler

from tests.nodes import LiveNode
from tests.raw_socket import client_frame, raw_socket
from tests.timeouts import eventually


def bid(amount: int) -> list[Any]:
    return ["bid", {"bid_id": uuid.uuid4().hex, "item_id": "lamp", "amount": amount}]


async def test_bids_sent_at_once_are_settled_in_one_round_and_answered_in_order(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up()
    assert node.here is not None
    hot_state, rounds = node.here.core.hot_state, 0
    acquire = hot_state.acquire

    async def counting(*arguments: Any) -> Any:
        nonlocal rounds
        rounds += 1
        return await acquire(*arguments)

    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        monkeypatch.setattr(hot_state, "acquire", counting)
        raw.send(*[f"42{number}{json.dumps(bid(1_000 + 10 * number))}" for number in range(10)])
        answers = [await raw.ack() for _ in range(10)]
    assert [number for number, _ in answers] == list(range(10))
    assert [body["price"] for _, body in answers] == [1_000 + 10 * n for n in range(10)]
    assert rounds == 1


async def test_other_events_between_bids_keep_their_place(node: LiveNode) -> None:
    await node.put_up()
    watch, clock = ["watch", {"item_id": "lamp"}], ["clock", {"sent_at": 1}]
    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        events = [bid(200), clock, watch, bid(300), ["nonsense", {}], watch, bid(250)]
        raw.send(*[f"42{number}{json.dumps(event)}" for number, event in enumerate(events)])
        answers = [await raw.ack() for _ in events]
    assert [number for number, _ in answers] == list(range(7))
    assert [body["ok"] for _, body in answers] == [True, True, True, True, False, True, False]
    assert [answers[n][1]["item"]["price"] for n in (2, 5)] == [200, 300]


async def test_an_event_that_asks_for_no_answer_gets_none_and_is_carried_out(
    node: LiveNode,
) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        raw.send(f"42{json.dumps(bid(200))}", '42["nonsense"]')
        assert (await raw.call("watch", {"item_id": "lamp"}))["item"]["bid_count"] <= 1
        status, _ = await node.bid(205, "bob")
        assert status == 409


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
    return sum(type(each) is kind for each in gc.get_objects())


async def test_a_client_that_says_goodbye_is_answered_and_gone(node: LiveNode) -> None:
    async with raw_socket(node.url) as raw, raw_socket(node.url) as engine:
        for socket, goodbye in (
            (raw, client_frame(b"\x03\xe8", 0x88)),
            (engine, client_frame("1")),
        ):
            await socket.join()
            socket.send_bytes(goodbye)
            assert (await socket.frame())[0] == 8
            assert await socket.ended()
        await eventually(lambda: not node.sockets.eio.sockets)


async def test_a_websocket_ping_is_answered(node: LiveNode) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join()
        raw.send_bytes(client_frame("still there?", 0x89))
        assert await raw.frame() == (10, b"still there?")


async def test_a_server_that_stops_says_goodbye(node: LiveNode) -> None:
    async with node.http.ws_connect(f"{node.url}/socket.io/?EIO=4&transport=websocket") as raw:
        await raw.receive_str()
        await node.sockets.close()
        assert await raw.receive_str() == "1"
        assert (await raw.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_leaving_the_namespace_leaves_the_rooms(node: LiveNode) -> None:
    await node.put_up()
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(node.url, transports=["websocket"])
    await client.call("watch", {"item_id": "lamp"})
    assert node.sockets.manager.rooms["/"]
    await client.disconnect()
    await eventually(lambda: not node.sockets.eio.sockets)
    await eventually(lambda: not node.sockets.manager.rooms.get("/"))
    assert node.sockets.manager.rooms.get("/", {}) == {}


async def test_a_crowd_that_comes_while_the_node_is_busy_waits_at_the_door(node: LiveNode) -> None:
    url = urlsplit(node.url)
    with contextlib.ExitStack() as crowd:
        for _ in range(300):
            # The node shares this thread, so it accepts none of them meanwhile.
            one = socket.create_connection((url.hostname, url.port), timeout=5)
            crowd.enter_context(one)
    assert (await node.get("/healthz"))[0] == HTTPStatus.OK
