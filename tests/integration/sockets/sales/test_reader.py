"""The reader of sales on live nodes: a sale's watchers converge, whatever the nodes failed to send."""

from collections.abc import AsyncIterator

import pytest

from server.sockets.sales import reader
from tests.integration.sockets.sales.test_watching import changed, watch_sale
from tests.losses import bids_of_a_dead_node, lose_events
from tests.nodes import LiveNode, StoreUrls, connected, node_here


@pytest.fixture
async def eager(stores: StoreUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveNode]:
    """A node that reads its sales all the time."""
    monkeypatch.setattr(reader, "READ_EVERY_S", 0.1)
    async with node_here(stores) as live:
        yield live


async def test_what_a_dead_node_has_committed_and_a_later_loss_of_it_reach_the_watchers_of_the_sale(
    eager: LiveNode,
) -> None:
    await eager.put_up()
    await eager.bid(120, "ann")
    async with connected(eager) as watcher:
        (shown,) = (await watch_sale(watcher))["items"]
        await bids_of_a_dead_node(eager.stores, ("ben", 150), ("cy", 160))
        await changed(watcher, "lamp", seq=5, price=160)
        await lose_events(eager.stores, after=3, before=6)
        message = await changed(watcher, "lamp", seq=3, price=120)
        (row,) = message["items"]
        assert row["epoch"] > shown["epoch"]
