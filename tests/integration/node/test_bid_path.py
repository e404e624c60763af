"""A bid's whole way: from either face over the floor to the room and the archive."""

import asyncio
from http import HTTPStatus
from typing import Any

from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, connected, heard


async def test_a_socket_bid_is_answered_with_the_figures_and_archived(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        answer = await ann.call("bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150})
    assert answer == {
        "ok": True,
        "bid_id": "b1",
        "item_id": "lamp",
        "seq": 3,
        "price": 150,
        "minimum": 160,
        "leading": True,
        "ends_at": None,
    }
    (row,) = await archived(node.stores, BIDS, 1)
    assert (row["seq"], row["bid_id"], row["bidder"], row["amount"]) == (3, "b1", "ann", 150)


async def test_a_posted_bid_is_answered_like_a_socket_bid_and_archived(node: LiveNode) -> None:
    await node.put_up()
    status, answer = await node.bid(150, bid_id="b1")
    assert status == HTTPStatus.OK
    async with connected(node, node.token("ann")) as ann:
        again = await ann.call("bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150})
    assert again == answer
    rows = await archived(node.stores, BIDS, 1)
    assert [row["bid_id"] for row in rows] == ["b1"]


async def test_a_watcher_without_a_token_sees_the_bid(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        seen = await watcher.call("watch", {"item_id": "lamp"})
        assert (seen["item"]["price"], seen["item"]["seq"], seen["bids"]) == (100, 2, [])
        await node.bid(150, bid_id="b1")
        name, message = await heard(watcher)
    assert name == "new_bid"
    assert (message["from_seq"], message["seq"], message["price"]) == (3, 3, 150)
    assert (message["minimum"], message["bid_count"]) == (160, 1)
    assert [bid["bid_id"] for bid in message["bids"]] == ["b1"]
    assert message["leader"].startswith("Ann#")


async def test_the_one_who_loses_the_lead_is_told(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        await ann.call("bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150})
        await node.bid(200, "bob")
        name, message = await heard(ann)
    assert name == "outbid"
    assert message == {"item_id": "lamp", "seq": 4, "price": 200, "minimum": 210}


async def test_watching_since_a_number_returns_what_was_missed(node: LiveNode) -> None:
    await node.put_up()
    for amount in (150, 160, 170):
        await node.bid(amount)
    async with connected(node) as watcher:
        missed = await watcher.call("watch", {"item_id": "lamp", "since": 3})
    assert [bid["amount"] for bid in missed["bids"]] == [160, 170]
    assert missed["complete"] is True


async def test_events_are_archived_with_users_items_and_auctions(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    rows = await archived(node.stores, "SELECT seq, type FROM events ORDER BY seq", 3)
    assert [(row["seq"], row["type"]) for row in rows] == [
        (1, "ItemScheduled"),
        (2, "ItemOpened"),
        (3, "BidAccepted"),
    ]
    (item,) = await archived(node.stores, "SELECT * FROM items WHERE seq = 3", 1)
    assert (item["status"], item["price"], item["leader"]) == ("open", 150, "ann")
    assert len(await archived(node.stores, "SELECT FROM auctions", 1)) == 1
    users = await archived(node.stores, "SELECT user_id FROM users ORDER BY user_id", 2)
    assert [row["user_id"] for row in users] == ["ann", "house"]


async def test_two_hundred_bidders_at_once_leave_one_leader_and_a_gapless_archive(
    node: LiveNode,
) -> None:
    await node.put_up()

    async def bid(number: int) -> list[Any]:
        bids = [node.bid(100 + 10 * ((number * 7 + k) % 100), f"u{number}") for k in range(3)]
        return [answer for status, answer in await asyncio.gather(*bids) if status == HTTPStatus.OK]

    answers = [a for each in await asyncio.gather(*map(bid, range(200))) for a in each]
    _, item = await node.get("/items/lamp")
    rows = await archived(node.stores, BIDS, item["bid_count"])
    assert [row["seq"] for row in rows] == list(range(3, 3 + len(rows)))
    acknowledged = sorted((a["seq"], a["bid_id"], a["price"]) for a in answers)
    assert [(row["seq"], row["bid_id"], row["amount"]) for row in rows] == acknowledged
    assert len([a for a in answers if a["seq"] == item["seq"]]) == 1
    assert item["price"] == rows[-1]["amount"] == max(row["amount"] for row in rows)
