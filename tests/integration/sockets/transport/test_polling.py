"""Polling sessions on a live node: upgrades, their order, and the sessions that are closed."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from server.sockets.rooms.delivery import Delivery
from tests.nodes import LiveNode, connected
from tests.raw_socket import raw_socket
from tests.timeouts import WAIT_MAX_S, eventually

PROBE = "/socket.io/?EIO=4&transport=websocket&sid="


async def test_a_python_client_upgrades_and_bids(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann"), ("polling", "websocket")) as ann:
        assert ann.client.transport() == "websocket"
        bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
        assert (await ann.call("bid", bid))["ok"] is True


async def test_a_python_client_that_polls_has_many_events_at_once_answered(
    node: LiveNode,
) -> None:
    async with connected(node, transports=("polling",)) as client:
        questions = (client.client.call("clock", {"sent_at": n}, timeout=10) for n in range(40))
        answers = await asyncio.gather(*questions)
    assert [answer["sent_at"] for answer in answers] == list(range(40))


async def polling_session(node: LiveNode) -> tuple[str, str]:
    """Open a session by polling and join; return its sid and the URL to poll."""
    url = f"{node.url}/socket.io/?EIO=4&transport=polling"
    async with node.http.get(url) as response:
        sid = json.loads((await response.text())[1:])["sid"]
    url = f"{url}&sid={sid}"
    async with node.http.post(url, data="40") as response:
        assert await response.text() == "OK"
    async with node.http.get(url) as response:
        assert (await response.text()).startswith("40{")
    return sid, url


async def test_packets_sent_during_an_upgrade_arrive_on_the_websocket_in_order(
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


async def test_a_session_continues_polling_after_an_upgrade_that_failed(node: LiveNode) -> None:
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
    async with asyncio.timeout(WAIT_MAX_S):
        while "431[" not in polled:
            async with node.http.get(url) as response:
                polled = await response.text()


async def test_a_session_with_a_malformed_payload_or_a_full_queue_is_closed(
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
    monkeypatch.setattr("server.sockets.transport.polling.UNPOLLED_MAX", 10)
    sid, _ = await polling_session(node)
    for _ in range(11):
        Delivery(node.sockets.eio).send([sid], "new_bid", {})
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)


async def test_a_payload_may_arrive_in_chunks_within_a_time(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.polling.BODY_TIMEOUT_S", 1.5)
    sid, url = await polling_session(node)

    async def chunks(*texts: str) -> AsyncIterator[bytes]:
        for text in texts:
            yield text.encode()
            await asyncio.sleep(0.1)

    async with node.http.post(url, data=chunks('421["clock"', ',{"sent_at":1}]')) as response:
        assert response.status == 200
    async with node.http.get(url) as response:
        assert (await response.text()).startswith("431[")
    async with node.http.post(url, data=chunks(*"42", *"1" * 200)) as response:
        assert response.status == 400
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)


async def test_a_second_poll_while_one_is_pending_closes_the_session(node: LiveNode) -> None:
    sid, url = await polling_session(node)
    polls = [asyncio.create_task(node.http.get(url)) for _ in range(2)]
    async with asyncio.timeout(WAIT_MAX_S):
        responses = await asyncio.gather(*polls)
    assert 400 in [response.status for response in responses]
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)


async def test_a_session_that_answers_no_ping_is_closed(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.engine.FIRST_PING_S", (1.0, 1.0))
    node.sockets.eio.ping_interval = node.sockets.eio.ping_timeout = 1.0
    sid, url = await polling_session(node)
    async with node.http.get(url) as response:
        assert await response.text() == "2"
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None)
    async with node.http.get(url) as response:
        assert response.status in (200, 400)


async def test_a_session_has_the_timeout_of_a_websocket_for_its_pong(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.engine.FIRST_PING_S", (0.5, 0.5))
    node.sockets.eio.ping_interval, node.sockets.eio.ping_timeout = 50.0, 0.3
    sid, url = await polling_session(node)
    async with node.http.get(url) as response:
        assert await response.text() == "2"
    await eventually(lambda: node.sockets.manager.sid_from_eio_sid(sid, "/") is None, 10)
