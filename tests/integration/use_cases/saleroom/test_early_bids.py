"""Bids that are left before the opening, from the first answer to the archive, a loss and the next node."""

import asyncio
from http import HTTPStatus
from typing import Any

from redis.asyncio import Redis

from tests.archive_rows import EVENTS, archived
from tests.nodes import LiveNode, connected, heard

SALE = {"auction_id": "early", "title": "x", "early_bids": True, "spending_limit": 1_000}
NEW = {"item_id": "lamp", "title": "A lamp", "start_price": 100, "increment": [[0, 10]]}


async def seen(node: LiveNode, user: str) -> Any:
    """Return an item as a bidder sees it."""
    headers = {"Authorization": f"Bearer {node.token(user)}"}
    async with node.http.get(f"{node.url}/items/lamp", headers=headers) as response:
        return await response.json()


async def own_bids(node: LiveNode, user: str) -> list[Any]:
    """Return a bidder's own bids, each with its item, their standing and their maximum."""
    headers = {"Authorization": f"Bearer {node.token(user)}"}
    async with node.http.get(f"{node.url}/me/bids", headers=headers) as response:
        bids = (await response.json())["bids"]
    return [(bid["item"]["item_id"], bid["standing"], bid["yours"]) for bid in bids]


async def answer_of(node: LiveNode, amount: int, user: str, **more: Any) -> Any:
    """Send a bid until it is answered; a restoration may be under way."""
    while True:
        status, answer = await node.bid(amount, user, **more)
        if status == HTTPStatus.OK:
            return answer
        assert answer["code"] in ("busy", "unavailable"), answer
        await asyncio.sleep(0.05)


async def test_bids_that_are_left_are_secret_and_are_taken_in_order_at_the_opening(
    node: LiveNode,
) -> None:
    house = node.auctioneer
    _, sale = await node.post("/auctions", SALE, house)
    assert sale["early_bids"] is True
    await node.post("/auctions/early/items", NEW, house)
    before = await seen(node, "dee")
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        first = await node.bid(100, "ann", bid_id="a1", max_amount=300)
        assert first[0] == HTTPStatus.OK, first
        await node.bid(100, "ben", bid_id="b0")
        await node.bid(100, "dee", bid_id="d0")
        status, withdrawn = await node.post(
            "/items/lamp/retract", {"bid_id": "b0", "reason": "mistyped"}, node.token("ben")
        )
        assert status == HTTPStatus.OK, withdrawn
        await node.post(
            "/items/lamp/retract", {"bid_id": "d0", "reason": "mistyped"}, node.token("dee")
        )
        second = await node.bid(200, "ben", bid_id="b1")
        low = await node.bid(150, "cem", bid_id="c1")
        assert (await node.bid(900, "cem", bid_id="c2", max_amount=1_001))[1]["code"] == (
            "limit_exceeded"
        )
        after = await seen(node, "dee")
        assert {**after, "server_time": 0} == {**before, "server_time": 0}
        left = {"max_amount": 300, "quantity": 1, "bid_id": "a1"}
        assert (await seen(node, "ann"))["yours"] == left
        await archived(node.stores, EVENTS, 8)
        assert await own_bids(node, "ann") == [("lamp", "offered", left)]
        assert await own_bids(node, "dee") == []
        redis = Redis.from_url(node.stores.redis)
        await redis.flushall()
        await redis.aclose()
        assert await answer_of(node, 200, "ben", bid_id="b1") == second[1]
        await node.command("lamp", "open")
        event, shown = await heard(watcher)
        while event != "new_bid":
            event, shown = await heard(watcher)
        # The item of the later epoch, from event 1 on, may be joined with the opening in one message.
        assert shown["from_seq"] in {1, 2}, "no gap behind event 1, which the watcher has"
        assert shown["price"] == 210
        assert [(bid["bid_id"], bid["auto"]) for bid in shown["bids"]] == [
            ("a1", False),
            ("b1", False),
            ("b1", True),
        ]
    assert await node.bid(100, "ann", bid_id="a1", max_amount=300) == first
    assert await node.bid(200, "ben", bid_id="b1") == second
    assert await node.bid(150, "cem", bid_id="c1") == low
    assert (await seen(node, "cem"))["yours"] is None
    rows = await archived(node.stores, EVENTS, 13)
    assert [row["type"] for row in rows][1:] == [
        *("BidLeft", "BidLeft", "BidLeft", "BidsRetracted", "BidsRetracted", "BidLeft", "BidLeft"),
        *("ItemOpened", "BidAccepted", "BidAccepted", "BidAccepted", "BidDropped"),
    ]
    assert await own_bids(node, "cem") == [("lamp", "outbid", None)]
