"""The rate limits on a live node, against raw sockets that send more than any client library."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from server.sockets.transport import connection
from server.sockets.transport.connection import Connection
from tests.integration.sockets.client_steps import BID, WEBSOCKET
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.rate_clock import RateClock
from tests.raw_socket import RawSocket, client_frame, raw_connection, raw_socket, shake_hands
from tests.timeouts import WAIT_MAX_S, eventually


@pytest.fixture
async def strict(stores: StoreUrls) -> AsyncIterator[LiveNode]:
    """A node with low limits, behind one proxy."""
    limits = {"events_per_s": 5, "sockets_per_address": 3, "sockets_per_user": 2}
    async with node_here(stores, trusted_proxies=1, **limits) as live:
        yield live


def from_address(address: str) -> dict[str, str]:
    """Return the headers of a request from an address, behind a proxy and with a forged entry."""
    return {"X-Forwarded-For": f"6.6.6.6, {address}"}


async def test_events_above_the_rate_are_refused_with_the_time_to_wait(
    strict: LiveNode, rate_clock: RateClock
) -> None:
    await strict.put_up()
    async with raw_socket(strict.url) as raw, connected(strict, strict.token("bob")) as bob:
        await raw.join(strict.token("ann"))
        clock = '["clock",{"sent_at":1}]'
        raw.send(*[f"42{number}{clock}" for number in range(20)])
        answers = [await raw.ack() for _ in range(20)]
        assert [number for number, _ in answers] == list(range(20))
        refused = [body["error"] for _, body in answers if not body["ok"]]
        assert [error["code"] for error in refused] == ["rate_limited"] * len(refused)
        assert len(refused) == 11  # joining is the first of ten
        assert {error["retry_after_ms"] for error in refused} == {200}
        assert (await bob.call("bid", BID))["ok"] is True
        rate_clock.move_ms(200)
        assert (await raw.call("clock", {"sent_at": 2}))["ok"] is True


@pytest.mark.usefixtures("rate_clock")
async def test_events_by_polling_have_the_same_rate(strict: LiveNode) -> None:
    async with connected(strict, transports=("polling",)) as client:
        calls = [client.client.call("clock", {"sent_at": 1}, timeout=WAIT_MAX_S) for _ in range(12)]
        answers = await asyncio.gather(*calls)
    refused = [answer["error"]["code"] for answer in answers if not answer["ok"]]
    assert refused == ["rate_limited"] * 3


Flood = Callable[[RawSocket], None]
FLOODS: dict[str, Flood] = {
    "events": lambda raw: raw.send(*['421["clock",{"sent_at":1}]'] * 2_000),
    "pongs": lambda raw: raw.send(*["3"] * 2_000),
    "websocket pings": lambda raw: raw.send_bytes(client_frame("x", 0x89) * 2_000),
    "long events": lambda raw: raw.send(*['421["clock",{"x":"' + "x" * 60_000 + '"}]'] * 30),
    "single bytes": lambda raw: raw.send_bytes(client_frame("", 0x01) + client_frame("x", 0) * 600),
    "acknowledgements": lambda raw: raw.send(*["431[]"] * 2_000),
    "connects": lambda raw: raw.send(*["40"] * 2_000),
    "fragments": lambda raw: raw.send_bytes(
        client_frame("", 0x01) + client_frame("", 0x00) * 2_000
    ),
}


@pytest.mark.usefixtures("rate_clock")
async def test_a_flood_closes_its_socket_while_others_are_served(
    strict: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "FLOOD_HOLD_S", 0.0)
    await strict.put_up()
    async with connected(strict, strict.token("ann")) as ann:
        for name, flood in FLOODS.items():
            async with raw_socket(strict.url) as raw:
                await raw.join()
                flood(raw)
                assert (await ann.call("bid", BID, timeout=WAIT_MAX_S))["ok"] is True
                assert await raw.ended(), name
                await eventually(lambda: len(strict.sockets.eio.sockets) == 1)
        monkeypatch.setattr(connection, "FLOOD_HOLD_S", 60.0)
        async with raw_socket(strict.url) as first, raw_socket(strict.url) as second:
            for raw, name in ((first, "pongs"), (second, "connects")):
                await raw.join()
                FLOODS[name](raw)
            await eventually(lambda: [it.reading for it in sockets_of(strict)].count(False) == 2)
            assert (await ann.call("bid", BID, timeout=WAIT_MAX_S))["ok"] is True
            assert len(sockets_of(strict)) == 3, "they are held, unread"


def sockets_of(node: LiveNode) -> list[Connection]:
    sockets = node.sockets.eio.sockets.values()
    return [each for each in sockets if isinstance(each, Connection)]


async def test_an_address_has_at_most_its_number_of_sockets(strict: LiveNode) -> None:
    async def open_from(raw: RawSocket, address: str) -> bytes:
        host = strict.url.removeprefix("http://")
        await shake_hands(raw, host, WEBSOCKET, from_address(address))
        return raw.head

    async with (
        raw_socket(strict.url, headers=from_address("1.1.1.1")) as first,
        raw_socket(strict.url, headers=from_address("1.1.1.1")),
        raw_socket(strict.url, headers=from_address("1.1.1.1")),
        raw_connection(strict.url) as fourth,
        raw_connection(strict.url) as another,
        raw_connection(strict.url) as later,
    ):
        refusal = await open_from(fourth, "1.1.1.1")
        assert refusal.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After: 10" in refusal
        assert (await open_from(another, "2.2.2.2")).startswith(b"HTTP/1.1 101 ")
        first.writer.transport.abort()
        await eventually(lambda: len(strict.sockets.eio.sockets) == 3)
        assert (await open_from(later, "1.1.1.1")).startswith(b"HTTP/1.1 101 ")


@pytest.mark.usefixtures("rate_clock")
async def test_handshakes_above_the_rate_are_refused(stores: StoreUrls) -> None:
    async with node_here(stores, handshakes_per_s=1) as node, AsyncExitStack() as stack:
        heads = [
            (await stack.enter_async_context(raw_socket(node.url))).head[9:12] for _ in range(4)
        ]
    assert heads == [b"101", b"101", b"429", b"429"]


async def test_without_limits_nothing_is_refused(stores: StoreUrls) -> None:
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
