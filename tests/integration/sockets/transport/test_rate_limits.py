"""The limiter of the Socket.IO face, by raw sockets that do what no client library would."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.raw_socket import RawSocket, client_frame, raw_connection, raw_socket, shake_hands
from tests.timeouts import WAIT_MAX_S

BID = {"bid_id": "b1", "item_id": "lamp", "amount": 150}


@pytest.fixture
async def strict(stores: StoreUrls) -> AsyncIterator[LiveNode]:
    """A node whose limits are soon reached, behind one proxy."""
    limits = {"events_per_s": 5, "sockets_per_address": 3, "sockets_per_user": 2}
    async with node_here(stores, trusted_proxies=1, **limits) as live:
        yield live


async def serves(node: LiveNode, sockets: int) -> bool:
    """Tell whether a node in this process comes to serve so many sockets, long before any ping is due."""
    try:
        async with asyncio.timeout(WAIT_MAX_S):
            while len(node.sockets.eio.sockets) != sockets:
                await asyncio.sleep(0.005)
    except TimeoutError:
        return False
    return True


WRONG_FRAMES = {
    "not masked": client_frame("40", masked=False),
    "compressed": client_frame("40", 0xC1),
    "an unknown opcode": client_frame("40", 0x83),
    "a long ping": client_frame("x" * 126, 0x89),
    "a piece of nothing": client_frame("40", 0x80),
    "binary": client_frame(b"\x04\x00", 0x82),
    "oversize": client_frame("4" + "x" * 70_000),
    "oversize by its head": b"\x81\xff\x00\x00\x00\x00\x7f\xff\xff\xff",
    "HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
}
WRONG_PACKETS: dict[str, str | bytes] = {
    "empty": "",
    "no packet": "x",
    "an open": "0{}",
    "a ping": "2",
    "a probe": "2probe",
    "an upgrade": "5",
    "a noop": "6",
    "an unknown packet": "49x",
    "Base64": "bAAAA",
    "no event": "42",
    "an event without a name": "42[]",
    "an event of no list": '42{"a":1}',
    "half an event": '42["bid"',
    "a deep one": "42" + "[" * 60_000,
    "NaN": '42["clock",{"sent_at":NaN}]',
    "a lone surrogate": '42["watch",{"item_id":"\\ud800"}]',
    "no UTF-8": b'42["watch",{"item_id":"\xff"}]',
    "a binary event": '451-["bid",{"_placeholder":true,"num":0}]',
    "a connect error": "44{}",
}


async def test_a_wrong_frame_or_packet_cuts_its_socket_and_leaves_no_ghost(node: LiveNode) -> None:
    wrong = {**WRONG_FRAMES, **{name: client_frame(it) for name, it in WRONG_PACKETS.items()}}
    async with connected(node) as other:
        for name, data in wrong.items():
            async with raw_socket(node.url) as raw:
                await raw.join()
                raw.send_bytes(data)
                assert await raw.ended(), name
                assert await serves(node, 1), name
        assert (await other.call("clock", {"sent_at": 1}))["ok"] is True


async def test_a_handshake_that_is_none_opens_nothing(node: LiveNode) -> None:
    for headers in (
        {"Sec-WebSocket-Key": ""},
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Version": "8"},
        {"Upgrade": ""},
        {"Connection": "keep-alive"},
        {"Origin": "https://elsewhere.example"},
    ):
        async with raw_socket(node.url, headers=headers) as raw:
            assert raw.head.startswith(b"HTTP/1.1 400 "), headers
            assert await serves(node, 0)


async def test_compression_is_never_agreed_on(node: LiveNode) -> None:
    headers = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    async with raw_socket(node.url, headers=headers) as raw:
        assert raw.head.startswith(b"HTTP/1.1 101 ")
        assert b"Extensions" not in raw.head


async def test_a_socket_that_never_joins_is_cut(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with raw_socket(node.url) as joined:
        await joined.join()
        monkeypatch.setattr("server.sockets.transport.connection.CONNECT_TIMEOUT_S", 0.2)
        async with raw_socket(node.url) as silent:
            silent.send("3", "3")
            assert await silent.ended()
        assert (await joined.call("clock", {"sent_at": 1}))["ok"] is True


async def test_a_socket_that_answers_no_ping_is_cut(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sockets.transport.connection.CONNECT_TIMEOUT_S", 1.0)
    async with node_here(stores) as node:
        node.sockets.eio.ping_interval = node.sockets.eio.ping_timeout = 0.3
        async with raw_socket(node.url) as deaf, raw_socket(node.url) as alive:
            await deaf.join()
            await alive.join()
            for _ in range(4):
                assert await alive.text() == "2"
                alive.send("3")
            assert await deaf.ended()
            assert await serves(node, 1)


async def test_events_above_the_rate_are_told_when_to_come_again(strict: LiveNode) -> None:
    await strict.put_up()
    async with raw_socket(strict.url) as raw, connected(strict, strict.token("bob")) as bob:
        await raw.join(strict.token("ann"))
        clock = '["clock",{"sent_at":1}]'
        raw.send(*[f"42{number}{clock}" for number in range(20)])
        answers = [await raw.ack() for _ in range(20)]
        assert [number for number, _ in answers] == list(range(20))
        refused = [body["error"] for _, body in answers if not body["ok"]]
        assert [error["code"] for error in refused] == ["rate_limited"] * len(refused)
        assert 1 <= len(refused) <= 11
        assert all(1 <= error["retry_after_ms"] <= 200 for error in refused)
        assert (await bob.call("bid", BID))["ok"] is True
        await asyncio.sleep(refused[-1]["retry_after_ms"] / 1000)
        assert (await raw.call("clock", {"sent_at": 2}))["ok"] is True


async def test_polling_has_the_same_rate(strict: LiveNode) -> None:
    async with connected(strict, transports=("polling",)) as client:
        refused: list[str] = []
        async with asyncio.timeout(WAIT_MAX_S):
            while not refused:
                calls = [client.client.call("clock", {"sent_at": 1}) for _ in range(12)]
                answers = await asyncio.gather(*calls)
                refused += [answer["error"]["code"] for answer in answers if not answer["ok"]]
    assert set(refused) == {"rate_limited"}


Flood = Callable[[RawSocket], None]
FLOODS: dict[str, Flood] = {
    "events": lambda raw: raw.send(*['421["clock",{"sent_at":1}]'] * 2_000),
    "pongs": lambda raw: raw.send(*["3"] * 2_000),
    "websocket pings": lambda raw: raw.send_bytes(client_frame("x", 0x89) * 2_000),
    "acknowledgements": lambda raw: raw.send(*["431[]"] * 2_000),
    "connects": lambda raw: raw.send(*["40"] * 2_000),
    "pieces": lambda raw: raw.send_bytes(client_frame("", 0x01) + client_frame("", 0x00) * 2_000),
}


async def test_a_flood_is_cut_and_others_are_served(strict: LiveNode) -> None:
    await strict.put_up()
    async with connected(strict, strict.token("ann")) as ann:
        for name, flood in FLOODS.items():
            async with raw_socket(strict.url) as raw:
                await raw.join()
                flood(raw)
                assert (await ann.call("bid", BID, timeout=WAIT_MAX_S))["ok"] is True
                assert await raw.ended(), name
                assert await serves(strict, 1), name


async def test_an_address_has_so_many_sockets_and_no_more(strict: LiveNode) -> None:
    def coming_from(address: str) -> dict[str, str]:
        return {"X-Forwarded-For": f"6.6.6.6, {address}"}

    async def come(raw: RawSocket, address: str) -> bytes:
        host = strict.url.removeprefix("http://")
        await shake_hands(raw, host, "/socket.io/?EIO=4&transport=websocket", coming_from(address))
        return raw.head

    async with (
        raw_socket(strict.url, headers=coming_from("1.1.1.1")) as first,
        raw_socket(strict.url, headers=coming_from("1.1.1.1")),
        raw_socket(strict.url, headers=coming_from("1.1.1.1")),
        raw_connection(strict.url) as fourth,
        raw_connection(strict.url) as other,
        raw_connection(strict.url) as late,
    ):
        refusal = await come(fourth, "1.1.1.1")
        assert refusal.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After: 10" in refusal
        assert (await come(other, "2.2.2.2")).startswith(b"HTTP/1.1 101 ")
        first.writer.transport.abort()
        assert await serves(strict, 3)
        assert (await come(late, "1.1.1.1")).startswith(b"HTTP/1.1 101 ")


async def test_a_user_has_so_many_sockets_and_no_more(strict: LiveNode) -> None:
    token = strict.token("ann")
    headers = [{"X-Forwarded-For": f"1.1.1.{number}"} for number in range(4)]
    async with (
        raw_socket(strict.url, headers=headers[0]) as first,
        raw_socket(strict.url, headers=headers[1]) as second,
        raw_socket(strict.url, headers=headers[2]) as third,
        raw_socket(strict.url, headers=headers[3]) as watcher,
    ):
        assert "sid" in await first.join(token)
        assert "sid" in await second.join(token)
        assert (await third.join(token))["data"] == {
            "code": "rate_limited",
            "retry_after_ms": 10_000,
        }
        await watcher.join()
        answer = await watcher.call("authenticate", {"token": token})
        assert answer["error"]["code"] == "rate_limited"
        answer = await first.call("authenticate", {"token": strict.token("bob")})
        assert answer["ok"] is True
        assert (await watcher.call("authenticate", {"token": token}))["ok"] is True


async def test_handshakes_come_at_their_rate(stores: StoreUrls) -> None:
    async with node_here(stores, handshakes_per_s=1) as node, AsyncExitStack() as stack:
        heads = [
            (await stack.enter_async_context(raw_socket(node.url))).head[9:12] for _ in range(20)
        ]
    assert heads[:2] == [b"101", b"101"]
    assert set(heads) == {b"101", b"429"}


async def test_without_limits_nobody_is_told_to_wait(stores: StoreUrls) -> None:
    limits = {"events_per_s": 1, "sockets_per_address": 1, "handshakes_per_s": 1}
    async with (
        node_here(stores, rate_limits="off", **limits) as node,
        raw_socket(node.url) as raw,
        raw_socket(node.url) as other,
    ):
        await raw.join()
        await other.join()
        raw.send(*[f'42{number}["clock",{{"sent_at":1}}]' for number in range(100)])
        assert [(await raw.ack())[1]["ok"] for _ in range(100)] == [True] * 100


async def test_an_event_sent_while_connect_is_decided_waits_for_it(node: LiveNode) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        connect = json.dumps({"token": node.token("ann")})
        raw.send(f"40{connect}", f"421{json.dumps(['bid', BID])}")
        assert (await raw.text()).startswith("0{")
        assert (await raw.text()).startswith("40{")
        assert (await raw.ack())[1]["ok"] is True


async def test_a_socket_that_goes_while_it_is_let_in_leaves_nothing(node: LiveNode) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(sid: str, environ: object, auth: object) -> None:
        begun.set()
        await go.wait()
        await connect(sid, environ, auth)

    connect = node.sockets.handlers["/"]["connect"]
    node.sockets.on("connect", slowly)
    async with raw_socket(node.url) as raw:
        assert (await raw.text()).startswith("0{")
        raw.send(f"40{json.dumps({'token': node.token('ann')})}")
        await begun.wait()
        assert node.sockets.manager.rooms["/"]
    go.set()
    async with asyncio.timeout(WAIT_MAX_S):
        while node.sockets.manager.rooms.get("/") or node.sockets.environ:
            await asyncio.sleep(0.02)


async def test_an_event_of_a_socket_that_was_refused_is_not_handled(node: LiveNode) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        raw.send('40{"token":"nonsense"}', f"421{json.dumps(['watch', {'item_id': 'lamp'}])}")
        assert (await raw.text()).startswith("0{")
        assert (await raw.text()).startswith("44{")
        await node.bid(150)
        with pytest.raises(TimeoutError):
            await raw.text(timeout_s=0.3)
