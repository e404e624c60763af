"""Polling sessions against hostile and merely eager clients: closed sessions, many packets, upgrades."""

import asyncio
from contextlib import AsyncExitStack
from http import HTTPStatus
from unittest.mock import AsyncMock, Mock

import pytest

from server.sockets.transport.polling import PACKETS_MAX, PACKETS_PER_TURN, PollingSocket
from tests.hostile.polling_session import PollingSession, polling_session
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import raw_connection, raw_socket, shake_hands
from tests.timeouts import eventually

PROBE = "/socket.io/?EIO=4&transport=websocket&sid="
CLOCK = '["clock",{"sent_at":1}]'


async def test_a_request_to_a_closed_session_is_a_bad_request(node: LiveNode) -> None:
    for later in ("40", "1", "421" + CLOCK, "x", ""):
        session = await polling_session(node)
        assert await session.send("1") == HTTPStatus.OK
        assert await session.send(later) == HTTPStatus.BAD_REQUEST, later
        assert (await session.poll())[0] == HTTPStatus.BAD_REQUEST, later


async def test_a_request_to_an_unknown_session_is_a_bad_request(node: LiveNode) -> None:
    for sid in ("%2541", "x", "%00", "%ff", "a&sid=b"):
        session = PollingSession(node, sid)
        assert await session.send("40") == HTTPStatus.BAD_REQUEST, sid
        assert (await session.poll())[0] == HTTPStatus.BAD_REQUEST, sid


async def answers(session: PollingSession, count: int) -> list[str]:
    """Poll until so many acknowledgements have arrived; return all."""
    found: list[str] = []
    while len(found) < count:
        status, packets = await session.poll()
        assert status == HTTPStatus.OK
        found += [packet for packet in packets if packet.startswith("43")]
    return found


async def test_all_packets_of_one_request_are_answered(node: LiveNode) -> None:
    count = 100
    session = await polling_session(node)
    await session.join()
    sent = [f"42{number}{CLOCK}" for number in range(count)]
    assert await session.send(*sent) == HTTPStatus.OK
    acknowledged = await answers(session, count)
    assert [packet.partition("[")[0] for packet in acknowledged] == [
        f"43{number}" for number in range(count)
    ]


async def test_others_have_turns_between_the_packets_of_a_request(node: LiveNode) -> None:
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count_turns())
    body = "\x1e".join(["421" + CLOCK] * PACKETS_MAX).encode()
    stream = Mock(readany=AsyncMock(side_effect=[body, b""]))
    socket = PollingSocket(node.sockets.eio, "sid", "1.1.1.1")
    await socket.handle_post_request({"wsgi.input": stream})
    counting.cancel()
    assert turns >= PACKETS_MAX // PACKETS_PER_TURN - 1


async def test_a_request_with_too_many_packets_closes_its_session_and_handles_none(
    node: LiveNode,
) -> None:
    session = await polling_session(node)
    await session.join()
    poll = asyncio.create_task(session.poll())
    await asyncio.sleep(0.05)
    assert await session.send(*["3"] * (PACKETS_MAX + 1)) == HTTPStatus.BAD_REQUEST
    assert await poll == (HTTPStatus.OK, ["1"])
    await eventually(lambda: not node.sockets.manager.rooms)


async def test_a_packet_that_is_no_packet_of_the_contract_closes_its_session(
    node: LiveNode,
) -> None:
    for packet in ("4" + "[" * 60_000, "4" + "1" * 60_000, "b" + "A" * 60_000):
        session = await polling_session(node)
        await session.join()
        assert node.sockets.manager.rooms, "the session is a member"
        await session.send(packet)
        assert (await session.poll())[0] == HTTPStatus.BAD_REQUEST, packet[:10]
        assert not node.sockets.manager.rooms, packet[:10]


async def probe(node: LiveNode, stack: AsyncExitStack, session: PollingSession) -> bytes:
    """Open a websocket for an upgrade, which stays open; return the status of its handshake."""
    raw = await stack.enter_async_context(raw_connection(node.url))
    await shake_hands(raw, node.url.removeprefix("http://"), PROBE + session.sid, {})
    return raw.head[9:12]


async def test_a_session_has_one_upgrade_at_a_time(node: LiveNode) -> None:
    session = await polling_session(node)
    await session.join()
    async with AsyncExitStack() as stack:
        heads = [await probe(node, stack, session) for _ in range(20)]
    assert heads == [b"101"] + [b"400"] * 19
    await eventually(lambda: not node.sockets.eio.sockets[session.sid].probed)
    async with raw_socket(node.url, path=PROBE + session.sid) as raw:
        raw.send("2probe")
        assert await raw.text() == "3probe"


@pytest.mark.usefixtures("rate_clock")
async def test_upgrades_count_as_handshakes(stores: StoreUrls) -> None:
    async with node_here(stores, handshakes_per_s=1) as node:
        first, second = await polling_session(node), await polling_session(node)
        async with AsyncExitStack() as stack:
            heads = [await probe(node, stack, session) for session in (first, second)]
    assert heads == [b"429", b"429"]
