"""The contract's socket events on a live node: their answers, refusals and effects on the item."""

from typing import Any

import pytest
import socketio
from redis import RedisError

from server.domain.types import Role
from tests.archive_rows import BIDS, archived
from tests.integration.sockets.client_steps import BID, refusal_code
from tests.nodes import LiveNode, connected, heard
from tests.raw_socket import raw_socket


async def test_a_socket_bid_is_answered_with_the_new_price_and_archived(node: LiveNode) -> None:
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
    assert status == 200
    async with connected(node, node.token("ann")) as ann:
        again = await ann.call("bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150})
    assert again == answer
    rows = await archived(node.stores, BIDS, 1)
    assert [row["bid_id"] for row in rows] == ["b1"]


async def test_a_socket_without_a_token_may_watch_and_not_bid(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        assert (await watcher.call("watch", {"item_id": "lamp"}))["ok"] is True
        assert refusal_code(await watcher.call("bid", BID)) == "unauthenticated"
        assert refusal_code(await watcher.call("close", {"item_id": "lamp"})) == "unauthenticated"
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 0


async def test_a_refused_bid_changes_nothing_and_is_answered_with_the_price(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    async with connected(node, node.token("bob")) as bob:
        answer = await bob.call("bid", {**BID, "bid_id": "b2", "amount": 159})
    assert refusal_code(answer) == "too_low"
    assert {k: answer["error"][k] for k in ("price", "minimum", "seq")} == {
        "price": 150,
        "minimum": 160,
        "seq": 3,
    }
    assert (await node.get("/items/lamp"))[1]["seq"] == 3


INVALID_BIDS: list[Any] = [
    None,
    [],
    "lamp",
    {},
    {**BID, "amount": 150.0},
    {**BID, "amount": "150"},
    {**BID, "amount": True},
    {**BID, "amount": 0},
    {**BID, "amount": 10**15 + 1},
    {**BID, "bid_id": "a b"},
    {**BID, "bid_id": "x" * 65},
    {**BID, "item_id": "la\x00mp"},
    {**BID, "more": 1},
]


async def test_an_invalid_bid_is_refused_as_invalid(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        for argument in INVALID_BIDS:
            assert refusal_code(await ann.call("bid", argument)) == "invalid", argument
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 0


async def test_every_event_for_an_unknown_item_is_refused_as_not_found(node: LiveNode) -> None:
    async with connected(node, node.token("house", Role.AUCTIONEER)) as house:
        for event in ("watch", "open", "pause", "resume", "warn", "close", "cancel"):
            assert refusal_code(await house.call(event, {"item_id": "ghost"})) == "not_found"
        assert refusal_code(await house.call("bid", {**BID, "item_id": "ghost"})) == "not_found"


async def test_a_socket_that_unwatches_an_item_is_sent_no_news_of_it(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        assert await watcher.call("unwatch", {"item_id": "lamp"}) == {"ok": True}
        await node.bid(150)
        with pytest.raises(socketio.exceptions.TimeoutError):
            await heard(watcher, 0.3)


async def test_the_room_is_sent_every_change_of_status(node: LiveNode) -> None:
    await node.put_up(opened=False, ends_at=await node.now() + 60_000)
    async with connected(node, node.auctioneer) as house:
        await house.call("watch", {"item_id": "lamp"})
        changes = []
        for event in ("open", "warn", "pause", "resume", "close"):
            assert (await house.call(event, {"item_id": "lamp"}))["ok"] is True
            name, item = await heard(house)
            changes.append((name, item["status"]))
    assert changes == [
        ("item", "open"),
        ("item", "closing"),
        ("item", "paused"),
        ("item", "open"),
        ("item", "unsold"),
    ]


async def test_a_bidder_and_another_auctioneer_may_not_run_the_sale(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        assert refusal_code(await ann.call("close", {"item_id": "lamp"})) == "forbidden"
    async with connected(node, node.token("rival", Role.AUCTIONEER)) as rival:
        assert refusal_code(await rival.call("close", {"item_id": "lamp"})) == "forbidden"
    assert (await node.get("/items/lamp"))[1]["status"] == "open"


async def test_watching_since_an_event_returns_the_bids_after_it(node: LiveNode) -> None:
    await node.put_up()
    for amount in (150, 160, 170):
        await node.bid(amount)
    async with connected(node) as watcher:
        answer = await watcher.call("watch", {"item_id": "lamp", "since": 3})
    assert [bid["amount"] for bid in answer["bids"]] == [160, 170]
    assert answer["complete"] is True


async def test_a_refused_watch_leaves_its_socket_in_the_room_that_it_was_in(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up()
    assert node.here is not None

    async def fail(*_: object, **__: object) -> None:
        raise RedisError

    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        with monkeypatch.context() as broken:
            broken.setattr(node.here.core.hot_state, "read", fail)
            refused = await watcher.call("watch", {"item_id": "lamp", "since": 2})
        assert refusal_code(refused) == "unavailable"
        await node.bid(150)
        event, bid = await heard(watcher)
    assert (event, bid["price"]) == ("new_bid", 150)


async def test_a_refused_watch_enters_no_room(node: LiveNode) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        await raw.join()
        assert (await raw.call("watch", {"item_id": "vase"}))["ok"] is False
        assert not [room for room in node.sockets.manager.rooms["/"] if room is not None]
