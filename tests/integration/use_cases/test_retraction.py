"""A retracted bid is broadcast, and marked wherever bids are shown."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import pytest
import socketio
from redis.asyncio import Redis

from tests.archive_rows import EVENTS, archived
from tests.nodes import LiveNode, StoreUrls, connected, heard, node_here


async def retract(node: LiveNode, bid_id: str, user: str) -> None:
    """Retract a bid; it must be allowed."""
    body = {"bid_id": bid_id, "reason": "mistyped"}
    status, answer = await node.post("/items/lamp/retract", body, node.token(user))
    assert status == HTTPStatus.OK, answer


async def bids_and_one_retracted(node: LiveNode) -> None:
    """Ann bids 100 with a maximum of 500, Ben bids 300 and Ann's maximum answers, Ben retracts his bid."""
    await node.bid(100, "ann", bid_id="a1", max_amount=500)
    await node.bid(300, "ben", bid_id="b1")
    await retract(node, "b1", "ben")


def marks(bids: Iterable[dict[str, Any]]) -> list[tuple[int, bool]]:
    return sorted((bid["seq"], bid["retracted"]) for bid in bids)


MARKS = [(3, False), (4, True), (5, True)]


async def watch(client: socketio.AsyncSimpleClient, **since: int) -> Any:
    return await client.call("watch", {"item_id": "lamp", **since})


async def test_a_room_receives_the_retracted_bids_and_the_lower_price(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        await watch(watcher)
        await bids_and_one_retracted(node)
        received: list[dict[str, Any]] = []
        while not received or received[-1]["seq"] < 6:
            event, argument = await heard(watcher)
            received += [argument] if event == "new_bid" else []
        event, item = await heard(watcher)
    assert (received[-1]["retracted"], received[-1]["price"], received[-1]["retractions"]) == (
        [4, 5],
        100,
        1,
    )
    assert (event, item["seq"], item["price"], item["bid_count"]) == ("item", 6, 100, 3)
    assert item["retractions"] == 1


async def test_new_and_returning_watchers_see_retracted_bids_marked(node: LiveNode) -> None:
    await node.put_up()
    await bids_and_one_retracted(node)
    async with connected(node) as watcher:
        new = await watch(watcher)
        assert (marks(new["bids"]), new["retracted"], new["complete"]) == (MARKS, [], True)
        back = await watch(watcher, since=5)
        assert (back["bids"], back["retracted"], back["complete"]) == ([], [4, 5], True)
        knowing = await watch(watcher, since=6)
        assert (knowing["bids"], knowing["retracted"]) == ([], [])


async def test_retractions_that_the_hot_state_has_dropped_come_from_the_archive(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, recent_bids_max=2) as node:
        await node.put_up()
        await bids_and_one_retracted(node)
        for amount in (600, 700):
            await node.bid(amount, "cem")
        await archived(stores, EVENTS, 8)
        async with connected(node) as watcher:
            back = await watch(watcher, since=3)
            assert (marks(back["bids"])[:2], back["retracted"]) == (MARKS[1:], [4, 5])
            assert back["complete"] is True
            new = await watch(watcher)
            assert (marks(new["bids"]), new["complete"]) == ([(7, False), (8, False)], False)


async def test_retractions_that_are_not_archived_yet_come_from_the_hot_state(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, recent_bids_max=2) as node:
        await node.put_up()
        await bids_and_one_retracted(node)
        await archived(stores, EVENTS, 6)
        await archived(stores, "DELETE FROM events WHERE seq = 6 RETURNING seq", 1)
        async with connected(node) as watcher:
            late = await watch(watcher, since=2)
        assert (marks(late["bids"]), late["retracted"], late["complete"]) == (MARKS, [4, 5], True)


async def test_the_history_marks_retracted_bids(node: LiveNode) -> None:
    await node.put_up()
    await bids_and_one_retracted(node)
    await archived(node.stores, EVENTS, 6)
    _, history = await node.get("/items/lamp/bids")
    assert marks(history["bids"]) == MARKS


async def test_a_retracted_secret_offer_is_shown_only_after_the_close(
    node: LiveNode,
) -> None:
    await node.put_up(format="sealed_first")
    await node.bid(300, "ann", bid_id="a1")
    await node.bid(200, "ben", bid_id="b1")
    async with connected(node) as watcher:
        await watch(watcher)
        await retract(node, "a1", "ann")
        with pytest.raises(socketio.exceptions.TimeoutError):
            await heard(watcher, 0.3)
        before = await watch(watcher, since=0)
        assert (before["item"]["retractions"], before["retracted"]) == (0, [])
        assert (await node.get("/items/lamp/bids"))[1]["bids"] == []
        await node.command("lamp", "close")
        await archived(node.stores, EVENTS, 6)
        assert (await watch(watcher))["item"]["retractions"] == 1
        assert marks((await node.get("/items/lamp/bids"))[1]["bids"]) == [(3, True), (4, False)]


async def test_retractions_survive_a_restoration_from_the_archive(node: LiveNode) -> None:
    await node.put_up()
    await bids_and_one_retracted(node)
    await archived(node.stores, EVENTS, 6)
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.flushall()
    async with asyncio.timeout(15):
        while (await node.get("/items/lamp"))[0] != HTTPStatus.OK:
            await asyncio.sleep(0.05)
    async with connected(node) as watcher:
        again = await watch(watcher)
        assert (marks(again["bids"]), again["item"]["price"]) == (MARKS, 100)
        assert (await watch(watcher, since=5))["retracted"] == [4, 5]
    await retract(node, "a1", "ann")
    _, item = await node.get("/items/lamp")
    assert (item["leader"], item["retractions"]) == (None, 2)
