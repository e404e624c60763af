"""The websocket transport: order, upgrades, readers that don't keep up, and what a socket costs."""

import asyncio
import contextlib
import gc
import itertools
import json
import uuid
from collections.abc import AsyncIterator, Iterable
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp.web_protocol import RequestHandler

from server.sockets.delivery import Delivery
from server.sockets.gates import Gates
from server.sockets.outgoing import WRITE_SOFT_BYTES
from tests.nodes import PATIENCE_S, LiveNode, connected
from tests.raw_socket import client_frame, raw_socket

PROBE = "/socket.io/?EIO=4&transport=websocket&sid="


def bid(amount: int) -> list[Any]:
    return ["bid", {"bid_id": uuid.uuid4().hex, "item_id": "lamp", "amount": amount}]


async def eventually(condition: Any, timeout_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


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


async def test_a_python_client_upgrades_and_bids(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann"), ("polling", "websocket")) as ann:
        assert ann.client.transport() == "websocket"
        name, argument = bid(150)
        assert (await ann.call(name, argument))["ok"] is True


async def polling_session(node: LiveNode) -> tuple[str, str]:
    """Open a session by polling and join; return its sid and the address to poll."""
    url = f"{node.url}/socket.io/?EIO=4&transport=polling"
    async with node.http.get(url) as response:
        sid = json.loads((await response.text())[1:])["sid"]
    url = f"{url}&sid={sid}"
    async with node.http.post(url, data="40") as response:
        assert await response.text() == "OK"
    async with node.http.get(url) as response:
        assert (await response.text()).startswith("40{")
    return sid, url


async def test_what_is_sent_during_an_upgrade_comes_over_the_websocket_in_order(
    node: LiveNode,
) -> None:
    sid, url = await polling_session(node)
    poll = asyncio.create_task(node.http.get(url))
    async with raw_socket(node.url, path=PROBE + sid) as raw:
        raw.send("2probe")
        assert await raw.text() == "3probe"
        async with await poll as response:
            assert await response.text() == "6"
        events = [f'42{number}["clock",{{"sent_at":1}}]' for number in (1, 2)]
        async with node.http.post(url, data="\x1e".join(events)) as response:
            assert await response.text() == "OK"
        raw.send("5", '423["clock",{"sent_at":1}]')
        assert [(await raw.ack())[0] for _ in range(3)] == [1, 2, 3]
        async with node.http.get(url) as response:
            assert response.status == 400
        assert len(node.sockets.eio.sockets) == 1
    await eventually(lambda: not node.sockets.eio.sockets)


async def test_an_upgrade_that_fails_leaves_the_session_polling(node: LiveNode) -> None:
    sid, url = await polling_session(node)
    for frames in (["2probe", "4x"], ["5"], ["2probe", "2probe"], []):
        async with raw_socket(node.url, path=PROBE + sid) as raw:
            raw.send(*frames)
            if frames:
                assert await raw.ended()
    await eventually(lambda: not node.sockets.eio.sockets[sid].upgrading)
    async with node.http.post(url, data='421["clock",{"sent_at":1}]'):
        pass
    polled = ""
    async with asyncio.timeout(PATIENCE_S):
        while "431[" not in polled:
            async with node.http.get(url) as response:
                polled = await response.text()


async def test_a_polling_session_that_is_malformed_or_full_ends(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    for payload in ("x", "\x1e" * 20, "42{", "451-[]", "4" + "x" * 70_000):
        _, url = await polling_session(node)
        async with node.http.post(url, data=payload):
            pass
        async with node.http.get(url) as response:
            await response.read()
        async with node.http.get(url) as response:
            assert response.status == 400, payload
    monkeypatch.setattr("server.sockets.polling.UNPOLLED_MAX", 10)
    sid, _ = await polling_session(node)
    for _ in range(11):
        Delivery(node.sockets.eio).send([sid], "new_bid", {})
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)


async def test_a_payload_may_come_in_pieces_but_not_for_ever(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.polling.BODY_TIMEOUT_S", 1.5)
    sid, url = await polling_session(node)

    async def pieces(*texts: str) -> AsyncIterator[bytes]:
        for text in texts:
            yield text.encode()
            await asyncio.sleep(0.1)

    async with node.http.post(url, data=pieces('421["clock"', ',{"sent_at":1}]')) as response:
        assert response.status == 200
    async with node.http.get(url) as response:
        assert (await response.text()).startswith("431[")
    async with node.http.post(url, data=pieces(*"42", *"1" * 200)) as response:
        assert response.status == 400
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)


async def test_a_second_poll_beside_one_ends_the_session(node: LiveNode) -> None:
    sid, url = await polling_session(node)
    polls = [asyncio.create_task(node.http.get(url)) for _ in range(2)]
    async with asyncio.timeout(PATIENCE_S):
        responses = await asyncio.gather(*polls)
    assert 400 in [response.status for response in responses]
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)


async def test_a_polling_session_that_answers_no_ping_ends(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.engine.CONNECT_TIMEOUT_S", 1.0)
    node.sockets.eio.ping_interval = node.sockets.eio.ping_timeout = 1.0
    sid, url = await polling_session(node)
    async with node.http.get(url) as response:
        assert await response.text() == "2"
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)
    async with node.http.get(url) as response:
        assert response.status in (200, 400)


async def stuff(node: LiveNode, sid: str, messages: Iterable[int]) -> None:
    """Send a socket ever newer states of one thing, for as long as it is there."""
    delivery = Delivery(node.sockets.eio)
    for number in messages:
        if sid not in node.sockets.eio.sockets:
            break
        delivery.send([sid], "state", {"number": number, "text": "x" * 8_000}, topic="state")
        await delivery.all_sent()
        await asyncio.sleep(0.001)


def states(data: bytes) -> list[int]:
    """Return the numbers of the states in a stream of frames."""
    return [int(part.partition(b",")[0]) for part in data.split(b'{"number":')[1:]]


async def test_a_reader_that_is_slow_gets_the_newest_state_and_no_backlog(node: LiveNode) -> None:
    async with raw_socket(node.url) as slow:
        await slow.join()
        (sid,) = node.sockets.eio.sockets
        await stuff(node, sid, range(500))
        seen = b""
        async with asyncio.timeout(PATIENCE_S):
            while b'"number":499,' not in seen:
                seen += await slow.reader.read(1 << 20)
        numbers = states(seen)
    assert numbers == sorted(numbers)
    assert numbers[-1] == 499
    assert len(numbers) < 400


async def test_a_reader_that_is_stuck_is_cut_and_nobody_else_waits(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.outgoing.STUCK_S", 1.5)
    await node.put_up()
    async with raw_socket(node.url) as stuck, raw_socket(node.url) as ann:
        await ann.join(node.token("ann"))
        sid = json.loads((await stuck.text())[1:])["sid"]
        stuck.send("40")
        stuffing = asyncio.create_task(stuff(node, sid, itertools.count()))
        await eventually(lambda: node.sockets.eio.sockets[sid].behind)
        answers = 0
        async with asyncio.timeout(PATIENCE_S):
            while not stuffing.done():
                await ann.call("clock", {"sent_at": 1}, answers)
                answers += 1
                await asyncio.sleep(0.01)
        await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)
    # If anybody waited for the stuck reader, then for as long as it was there.
    assert answers >= 10


async def test_a_client_that_reads_no_answers_is_not_read_from(node: LiveNode) -> None:
    await node.put_up(description="x" * 4_000)
    node.sockets.gates = node.sockets.eio.gates = Gates(None)
    async with raw_socket(node.url) as greedy:
        await greedy.join()
        (connection,) = node.sockets.eio.sockets.values()
        greedy.send(*['421["watch",{"item_id":"lamp"}]'] * 5_000)
        await eventually(lambda: connection.buffered > WRITE_SOFT_BYTES, 20)
        await asyncio.sleep(0.2)
        assert connection.buffered < WRITE_SOFT_BYTES + 8_000
        assert not connection.reading


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
    (sid,) = node.sockets.eio.sockets
    await client.disconnect()
    await eventually(lambda: sid not in node.sockets.eio.sockets)
    await eventually(lambda: not node.sockets.manager.rooms.get("/"))
