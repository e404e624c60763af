"""A caller that compares every answer with the published contract."""

import pytest

from tests.integration.caller import Caller
from tests.nodes import LiveNode


@pytest.fixture
async def caller(node: LiveNode) -> Caller:
    """A caller of a node that has an empty sale."""
    caller = Caller(node)
    sale = {"auction_id": "sale", "title": "A sale"}
    await caller.http("POST", "/auctions", sale, node.auctioneer)
    return caller
