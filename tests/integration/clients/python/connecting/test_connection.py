"""One socket of the Python client, from its opening to its loss."""

import asyncio
from collections.abc import Mapping

import aiohttp
import pytest

from auction_client.connecting.connection import Connection, _SocketClient
from auction_client.errors import NotConnected, RequestRefused, Unanswered, UnexpectedAnswer
from auction_client.messages import BidAnswer, ClockAnswer, Refusal
from tests.integration.clients.lossy_wire import LossyWire, is_answer
from tests.integration.clients.views import LIMIT_S
from tests.nodes import LiveNode, free_port


async def opened(url: str, http: aiohttp.ClientSession, token: str | None = None) -> Connection:
    received: list[object] = []
    return await Connection.open(
        url,
        http,
        token=token,
        transports=("websocket",),
        receive=lambda event, payload: received.append((event, payload)),
    )


async def test_a_call_returns_the_answer_or_the_refusal(node: LiveNode) -> None:
    connection = await opened(node.url, node.http)
    answer = await connection.call("clock", {"sent_at": 0}, ClockAnswer, timeout_s=LIMIT_S)
    assert isinstance(answer, ClockAnswer)
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
    refusal = await connection.call("bid", bid, BidAnswer, timeout_s=LIMIT_S)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "unauthenticated"
    await connection.close()


async def test_an_answer_of_another_form_is_unexpected(node: LiveNode) -> None:
    connection = await opened(node.url, node.http)
    with pytest.raises(UnexpectedAnswer):
        await connection.call("clock", {"sent_at": 0}, BidAnswer, timeout_s=LIMIT_S)
    await connection.close()


async def test_a_loss_ends_the_wait_for_an_answer(node: LiveNode, wire: LossyWire) -> None:
    connection = await opened(wire.url, node.http)
    wire.lose(is_answer)
    call = asyncio.create_task(
        connection.call("clock", {"sent_at": 0}, ClockAnswer, timeout_s=10 * LIMIT_S)
    )
    async with asyncio.timeout(LIMIT_S):
        await wire.comes(is_answer)
        wire.cut()
        with pytest.raises(Unanswered, match="lost"):
            await call
    assert connection.lost.is_set()
    with pytest.raises(NotConnected):
        await connection.call("clock", {"sent_at": 0}, ClockAnswer, timeout_s=LIMIT_S)
    await connection.close()


async def test_an_answer_that_does_not_come_in_time_is_missing(
    node: LiveNode, wire: LossyWire
) -> None:
    connection = await opened(wire.url, node.http)
    wire.lose(is_answer)
    with pytest.raises(Unanswered, match="within"):
        await connection.call("clock", {"sent_at": 0}, ClockAnswer, timeout_s=0.1)
    assert not connection.lost.is_set()
    await connection.close()


async def test_a_refused_token_raises_the_servers_refusal(node: LiveNode) -> None:
    with pytest.raises(RequestRefused) as refused:
        await opened(node.url, node.http, "no token")
    assert refused.value.refusal.code == "unauthenticated"


async def test_an_opening_that_is_cancelled_as_the_server_connects_it_ends(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = _SocketClient._handle_connect

    async def connect_and_cancel(
        client: _SocketClient, namespace: str, data: Mapping[str, object] | None
    ) -> None:
        await connect(client, namespace, data)
        opening.cancel()

    monkeypatch.setattr(_SocketClient, "_handle_connect", connect_and_cancel)
    opening = asyncio.create_task(opened(node.url, node.http))
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(asyncio.CancelledError):
            await opening


async def test_without_a_server_there_is_no_connection(node: LiveNode) -> None:
    with pytest.raises(NotConnected):
        await opened(f"http://127.0.0.1:{free_port()}", node.http)
