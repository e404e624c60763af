"""A bid that was taken back: told live, shown as such wherever bids are shown, whatever was forgotten."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import pytest
import socketio
from redis.asyncio import Redis

from tests.archived import EVENTS, archived
from tests.nodes import LiveNode, StoreUrls, connected, heard, node_here


async def take_back(node: LiveNode, bid_id: str, user: str) -> None:
    """Take a bid back that may be taken back."""
    body = {"bid_id": bid_id, "reason": "mistyped"}
    status, answer = await node.post("/items/lamp/retract", body, node.token(user))
    assert status == HTTPStatus.OK, answer


async def bids_and_one_taken_back(node: LiveNode) -> None:
    """Ann bids 100 and hides 500, Ben bids 300 and Ann's maximum answers, Ben takes his back."""
    await node.bid(100, "ann", bid_id="a1", max_amount=500)
    await node.bid(300, "ben", bid_id="b1")
    await take_back(node, "b1", "ben")


def marks(bids: Iterable[dict[str, Any]]) -> list[tuple[int, bool]]:
    return sorted((bid["seq"], bid["retracted"]) for bid in bids)


MARKS = [(3, False), (4, True), (5, True)]


async def watch(client: socketio.AsyncSimpleClient, **since: int) -> Any:
    return await client.call("watch", {"item_id": "lamp", **since})


async def test_a_room_is_told_which_bids_are_gone_and_the_lower_price(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        await watch(watcher)
        await bids_and_one_taken_back(node)
        told: list[dict[str, Any]] = []
        while not told or told[-1]["seq"] < 6:
            event, argument = await heard(watcher)
            told += [argument] if event == "new_bid" else []
        event, item = await heard(watcher)
    assert (told[-1]["retracted"], told[-1]["price"], told[-1]["retractions"]) == ([4, 5], 100, 1)
    assert (event, item["seq"], item["price"], item["bid_count"]) == ("item", 6, 100, 3)
    assert item["retractions"] == 1


async def test_who_comes_later_and_who_comes_back_see_them_marked(node: LiveNode) -> None:
    await node.put_up()
    await bids_and_one_taken_back(node)
    async with connected(node) as watcher:
        new = await watch(watcher)
        assert (marks(new["bids"]), new["retracted"], new["complete"]) == (MARKS, [], True)
        back = await watch(watcher, since=5)
        assert (back["bids"], back["retracted"], back["complete"]) == ([], [4, 5], True)
        knowing = await watch(watcher, since=6)
        assert (knowing["bids"], knowing["retracted"]) == ([], [])


async def test_what_the_hot_state_keeps_no_more_is_told_from_the_archive(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, recent_bids_max=2) as node:
        await node.put_up()
        await bids_and_one_taken_back(node)
        for amount in (600, 700):
            await node.bid(amount, "cem")
        await archived(stores, EVENTS, 8)
        async with connected(node) as watcher:
            back = await watch(watcher, since=3)
            assert (marks(back["bids"])[:2], back["retracted"]) == (MARKS[1:], [4, 5])
            assert back["complete"] is True
            new = await watch(watcher)
            assert (marks(new["bids"]), new["complete"]) == ([(7, False), (8, False)], False)


async def test_what_the_archive_does_not_know_yet_is_known_from_the_hot_state(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, recent_bids_max=2) as node:
        await node.put_up()
        await bids_and_one_taken_back(node)
        await archived(stores, EVENTS, 6)
        await archived(stores, "DELETE FROM events WHERE seq = 6 RETURNING seq", 1)
        async with connected(node) as watcher:
            late = await watch(watcher, since=2)
        assert (marks(late["bids"]), late["retracted"], late["complete"]) == (MARKS, [4, 5], True)


async def test_the_history_marks_them(node: LiveNode) -> None:
    await node.put_up()
    await bids_and_one_taken_back(node)
    await archived(node.stores, EVENTS, 6)
    _, history = await node.get("/items/lamp/bids")
    assert marks(history["bids"]) == MARKS


async def test_a_secret_offer_that_was_taken_back_is_told_of_after_the_close_only(
    node: LiveNode,
) -> None:
    await node.put_up(format="sealed_first")
    await node.bid(300, "ann", bid_id="a1")
    await node.bid(200, "ben", bid_id="b1")
    async with connected(node) as watcher:
        await watch(watcher)
        await take_back(node, "a1", "ann")
        with pytest.raises(socketio.exceptions.TimeoutError):
            await heard(watcher, 0.3)
        before = await watch(watcher, since=0)
        assert (before["item"]["retractions"], before["retracted"]) == (0, [])
        assert (await node.get("/items/lamp/bids"))[1]["bids"] == []
        await node.command("lamp", "close")
        await archived(node.stores, EVENTS, 6)
        assert (await watch(watcher))["item"]["retractions"] == 1
        assert marks((await node.get("/items/lamp/bids"))[1]["bids"]) == [(3, True), (4, False)]


async def test_a_memory_that_was_restored_from_the_archive_knows_it_still(node: LiveNode) -> None:
    await node.put_up()
    await bids_and_one_taken_back(node)
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
    await take_back(node, "a1", "ann")
    _, item = await node.get("/items/lamp")
    assert (item["leader"], item["retractions"]) == (None, 2)
