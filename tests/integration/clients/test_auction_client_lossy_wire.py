"""The Python client over a wire that may lose what it carries."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from clients.python import (
    Accepted,
    AnswerUnknown,
    AuctionClient,
    NotConnected,
    Refused,
    RequestRefused,
)
from clients.python import auction_client as module
from tests.integration.clients.client_views import LIMIT_S, amounts, until
from tests.integration.clients.lossy_wire import LossyWire, lossy_wire
from tests.nodes import LiveNode


@pytest.fixture
async def wire(node: LiveNode) -> AsyncIterator[LossyWire]:
    async with lossy_wire(node.url) as wire:
        yield wire


def is_answer(frame: str) -> bool:
    return frame.startswith("43")


def is_new_bid(frame: str) -> bool:
    return frame.startswith('42["new_bid"')


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
        # The loss itself is noticed: the wait for the first answer isn't sat out.
        async with asyncio.timeout(LIMIT_S):
            answer = await bid
        assert isinstance(answer, Accepted)
        view = await anext(ann.watch("lamp"))
    assert amounts(view) == [150]


async def test_an_answer_that_never_comes_is_unknown_and_can_be_asked_for_later(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        wire.lose(is_answer)
        with pytest.raises(AnswerUnknown) as unknown:
            await ann.bid("lamp", 150, timeout_s=0.5)
        wire.mend()
        answer = await ann.bid("lamp", 150, bid_id=unknown.value.bid_id)
        assert isinstance(answer, Accepted)
        view = await anext(ann.watch("lamp"))
    assert amounts(view) == [150]


async def test_a_bid_that_was_never_sent_is_refused_for_certain(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        await wire.disconnect()
        async with asyncio.timeout(LIMIT_S):
            while ann.connected:
                await asyncio.sleep(0.01)
        answer = await ann.bid("lamp", 150, timeout_s=0.5)
        assert isinstance(answer, Refused)
        assert answer.code == "unavailable"
        await wire.connect()
        assert isinstance(await ann.bid("lamp", 150), Accepted)


async def test_a_bid_that_overtakes_the_answer_to_watch_is_not_missed(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        wire.hold(is_answer)
        first = asyncio.ensure_future(anext(watcher.watch("lamp")))
        async with asyncio.timeout(LIMIT_S):
            while not wire.holds:
                await asyncio.sleep(0.01)
        await node.bid(100)
        await wire.comes(is_new_bid)
        wire.release()
        assert amounts(await first) == [100]


async def test_a_lost_message_is_made_good_without_a_further_one(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        states = watcher.watch("lamp")
        await anext(states)
        wire.lose(lambda frame: is_new_bid(frame) and '"amount":110' in frame)
        for amount in (100, 110, 120):
            await node.bid(amount)
            await wire.comes(lambda frame, amount=amount: f'"amount":{amount}' in frame)  # type: ignore[misc]
        view = await until(states, 120)
    assert wire.losses == 1
    assert amounts(view) == [100, 110, 120]


async def test_a_watcher_who_was_cut_off_catches_up(node: LiveNode, wire: LossyWire) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        states = watcher.watch("lamp")
        await node.bid(100)
        await until(states, 100)
        await wire.disconnect()
        for amount in (110, 120, 130):
            await node.bid(amount)
        await wire.connect()
        view = await until(states, 130)
    assert amounts(view) == [100, 110, 120, 130]


async def test_a_client_is_not_told_of_an_item_that_it_watches_no_more(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as watcher:
        states = watcher.watch("lamp")
        await anext(states)
        await states.aclose()
        await watcher.clock_offset()  # asked after the goodbye and answered in order
        wire.hold(is_new_bid)
        await node.bid(100)
        await asyncio.sleep(0.3)
        assert wire.holds == 0


async def test_a_user_stays_authenticated_over_a_lost_connection(
    node: LiveNode, wire: LossyWire
) -> None:
    await node.put_up()
    async with AuctionClient(wire.url) as ann:
        await ann.authenticate(node.token())
        wire.cut()
        assert isinstance(await ann.bid("lamp", 100), Accepted)


async def test_a_client_leaves_no_task_behind(node: LiveNode, wire: LossyWire) -> None:
    await node.put_up()
    async with AuctionClient(wire.url, node.token()) as ann:
        states = ann.watch(f"{uuid.uuid4()}")
        watching = asyncio.ensure_future(anext(states))
        await anext(ann.watch("lamp"))
        wire.cut()
        await ann.bid("lamp", 100)
    with pytest.raises((NotConnected, RequestRefused)):
        await watching
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in names if name.startswith("auction-")]
