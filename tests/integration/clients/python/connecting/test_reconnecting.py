"""The connection of the Python client that is replaced when it is lost."""

import asyncio
import time
from collections.abc import AsyncGenerator
from functools import partial

import pytest

from auction_client import AuctionClient, BidAnswer, ItemView, RequestRefused
from auction_client.backoff import Backoff, Pauses
from auction_client.connecting import reconnecting
from auction_client.connecting.silence import Limits, silence_of
from server.domain.types import Role
from server.sockets import draining
from tests.integration.clients.lossy_wire import LossyWire
from tests.integration.clients.views import LIMIT_S
from tests.nodes import LiveNode


async def test_a_user_stays_authenticated_over_a_lost_connection(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as ann:
        await ann.authenticate(node.token())
        wire.cut()
        assert isinstance(await ann.bid("lamp", 100), BidAnswer)


async def test_the_state_follows_the_connection(node: LiveNode, wire: LossyWire) -> None:
    async with AuctionClient(wire.url) as client:
        await until_state(client, "live")
        await wire.disconnect()
        await until_state(client, "reconnecting")
        await wire.connect()
        await until_state(client, "live")
    assert client.connection_state == "closed"


async def test_a_refused_token_ends_the_reconnecting(node: LiveNode, wire: LossyWire) -> None:
    async with AuctionClient(wire.url, node.token()) as client:
        client.token = node.token("ann", Role.BIDDER, ttl_s=-10)
        wire.cut()
        await until_state(client, "closed")
        with pytest.raises(RequestRefused, match="unauthenticated"):
            await client.clock()


async def test_a_lead_that_is_lost_while_the_connection_is_away_is_announced_once(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        lost: list[int] = []
        ann.outbid.subscribe(lambda notice: lost.append(notice.price))
        views = ann.watch("lamp")
        await anext(views)
        await ann.bid("lamp", 100)
        await wire.disconnect()
        await until_state(ann, "reconnecting")
        await node.bid(200, "bob")
        await wire.connect()
        async with asyncio.timeout(LIMIT_S):
            async for view in views:
                if view.item.price == 200 and lost:
                    break
        assert lost == [200]
        assert [bid.amount for bid in view.bids] == [100, 200]


async def test_a_client_comes_back_when_a_node_that_stops_has_asked_it_to(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "RETRY_AFTER_MS", 60)
    begun: list[Backoff] = []

    class Noted(Pauses):
        def __init__(self, backoff: Backoff) -> None:
            begun.append(backoff)
            super().__init__(backoff)

    monkeypatch.setattr(reconnecting, "Pauses", Noted)
    assert node.here is not None
    async with AuctionClient(node.url) as client:
        await until_state(client, "live")
        await node.here.drain()
        await until_state(client, "reconnecting")
        node.sockets.eio.admits = True
        await until_state(client, "live")
    assert [each.first_s for each in begun] == [0.06]


async def until_state(client: AuctionClient, state: str) -> None:
    async with asyncio.timeout(LIMIT_S):
        while client.connection_state != state:
            await asyncio.sleep(0.01)


async def test_a_hung_node_is_silent_and_live_again_when_it_answers(
    node: LiveNode, wire: LossyWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(probed_s=0.1, silent_s=0.4)
    monkeypatch.setattr(reconnecting, "silence_of", partial(silence_of, limits=limits))
    async with AuctionClient(wire.url) as client:
        states: list[str] = []
        client.connection_changed.subscribe(lambda status: states.append(status.state))
        wire.hold(lambda _frame: True)
        await until_state(client, "silent")
        assert time.time() - client.last_message_at > 0.3
        wire.release()
        await until_state(client, "live")
        assert states == ["silent", "live"]


async def test_a_connection_that_stays_silent_is_replaced(
    node: LiveNode, wire: LossyWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(probed_s=0.1, silent_s=0.3, replaced_s=0.6)
    monkeypatch.setattr(reconnecting, "silence_of", partial(silence_of, limits=limits))
    async with AuctionClient(wire.url) as client:
        states: list[str] = []
        client.connection_changed.subscribe(lambda status: states.append(status.state))
        wire.lose(lambda _frame: True)
        await until_state(client, "reconnecting")
        wire.mend()
        await until_state(client, "live")
        assert states == ["silent", "reconnecting", "live"]


async def test_leaving_the_client_can_be_cancelled_and_ends_all_the_same(node: LiveNode) -> None:
    await node.put_up()
    before = asyncio.all_tasks()

    async def visit() -> None:
        async with AuctionClient(node.url) as client:
            visitor.append(client)
            watches.extend([client.watch("lamp"), client.watch("lamp")])
            await anext(watches[0])
            asyncio.get_running_loop().call_soon(visit_task.cancel)

    visitor: list[AuctionClient] = []
    watches: list[AsyncGenerator[ItemView, None]] = []
    visit_task = asyncio.create_task(visit())
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(asyncio.CancelledError):
            await visit_task
    assert visitor[0].connection_state == "closed"
    assert visitor[0].http.session.closed
    left = {each.get_name() for each in asyncio.all_tasks() - before}
    assert not {name for name in left if name.startswith("auction-")}
