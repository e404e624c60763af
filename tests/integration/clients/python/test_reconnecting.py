"""The connection of the Python client that is replaced when it is lost."""

import asyncio

import pytest

from auction_client import AuctionClient, BidAnswer, RequestRefused
from server.domain.types import Role
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


async def until_state(client: AuctionClient, state: str) -> None:
    async with asyncio.timeout(LIMIT_S):
        while client.connection_state != state:
            await asyncio.sleep(0.01)
