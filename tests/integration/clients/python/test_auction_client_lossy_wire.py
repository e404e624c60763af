"""The bids of the Python client over a wire that loses frames."""

import asyncio
import uuid

import pytest

from auction_client import (
    AuctionClient,
    BidAnswer,
    NotConnected,
    OutcomeUnknown,
    Refusal,
    RequestRefused,
)
from auction_client import bidding as module
from tests.integration.clients.lossy_wire import LossyWire, is_answer, is_new_bid
from tests.integration.clients.views import LIMIT_S, amounts
from tests.nodes import LiveNode


async def test_a_lost_answer_is_learned_by_sending_the_same_bid_again(
    node: LiveNode, wire: LossyWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BID_ANSWER_TIMEOUT_S", 60)
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        wire.lose(is_answer)
        bid = asyncio.create_task(ann.bid("lamp", 150, bid_id="b1", timeout_s=60))
        async with asyncio.timeout(LIMIT_S):
            while not wire.losses:
                await asyncio.sleep(0.01)
        wire.mend()
        wire.cut()
        # The loss of the connection ends the wait for the first answer.
        async with asyncio.timeout(LIMIT_S):
            answer = await bid
        assert isinstance(answer, BidAnswer)
        view = await anext(ann.watch("lamp"))
    assert amounts(view) == [150]


async def test_an_outcome_that_stays_unknown_can_be_learned_later(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        wire.lose(is_answer)
        with pytest.raises(OutcomeUnknown) as unknown:
            await ann.bid("lamp", 150, timeout_s=0.5)
        wire.mend()
        answer = await ann.bid("lamp", 150, bid_id=unknown.value.bid_id)
        assert isinstance(answer, BidAnswer)
        view = await anext(ann.watch("lamp"))
    assert amounts(view) == [150]


async def test_a_bid_that_was_never_sent_is_refused_for_certain(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        await wire.disconnect()
        async with asyncio.timeout(LIMIT_S):
            while ann.connection_state == "live":
                await asyncio.sleep(0.01)
        answer = await ann.bid("lamp", 150, timeout_s=0.5)
        assert isinstance(answer, Refusal)
        assert answer.code == "unavailable"
        await wire.connect()
        assert isinstance(await ann.bid("lamp", 150), BidAnswer)


async def test_an_unwatched_item_sends_nothing_any_more(node: LiveNode, wire: LossyWire) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        views = watcher.watch("lamp")
        await anext(views)
        await views.aclose()
        await watcher.clock()  # sent after `unwatch` and answered in order
        wire.hold(is_new_bid)
        await node.bid(100)
        await asyncio.sleep(0.3)
        assert wire.holds == 0


async def test_a_client_leaves_no_task_behind(node: LiveNode, wire: LossyWire) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        views = ann.watch(f"{uuid.uuid4()}")
        watching = asyncio.ensure_future(anext(views))
        await anext(ann.watch("lamp"))
        wire.cut()
        await ann.bid("lamp", 100)
    with pytest.raises((NotConnected, RequestRefused)):
        await watching
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in names if name.startswith("auction-")]
