"""The Socket.IO face against clients that are wrong, late, forged or somebody else."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
import socketio

from server.domain.types import Role
from tests.nodes import LiveNode, connected, heard
from tests.timeouts import WAIT_MAX_S

BID = {"bid_id": "b1", "item_id": "lamp", "amount": 150}


def code(answer: dict[str, Any]) -> str:
    assert answer["ok"] is False, answer
    return str(answer["error"]["code"])


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_both_transports_carry_a_bid(node: LiveNode, transport: str) -> None:
    await node.put_up()
    async with connected(node, node.token("ann"), (transport,)) as ann:
        assert (await ann.call("bid", BID))["ok"] is True


async def test_a_socket_without_a_token_may_watch_and_not_bid(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        assert (await watcher.call("watch", {"item_id": "lamp"}))["ok"] is True
        assert code(await watcher.call("bid", BID)) == "unauthenticated"
        assert code(await watcher.call("close", {"item_id": "lamp"})) == "unauthenticated"
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 0


@pytest.mark.parametrize("token", ["nonsense", "", 7, ["x"], {"a": 1}])
async def test_a_bad_token_refuses_the_connection_and_says_why(node: LiveNode, token: Any) -> None:
    client = socketio.AsyncClient(reconnection=False)
    refusals: list[Any] = []
    client.on("connect_error", refusals.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(node.url, auth={"token": token}, transports=["websocket"])
    assert [refusal["data"] for refusal in refusals] == [{"code": "unauthenticated"}]


async def test_an_expired_token_watches_on_and_bids_again_after_authenticate(
    node: LiveNode,
) -> None:
    await node.put_up()
    async with connected(node, node.token("ann", ttl_s=3)) as ann:
        await ann.call("watch", {"item_id": "lamp"})
        await asyncio.sleep(3.1)
        assert code(await ann.call("bid", BID)) == "unauthenticated"
        await node.bid(120, "bob")
        assert (await heard(ann))[0] == "new_bid"
        answer = await ann.call("authenticate", {"token": node.token("ann")})
        assert (answer["user_id"], answer["role"]) == ("ann", "bidder")
        assert answer["handle"].startswith("Ann#")
        assert (await ann.call("bid", BID))["ok"] is True


async def test_a_refused_bid_changes_nothing_and_brings_the_figures(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    async with connected(node, node.token("bob")) as bob:
        answer = await bob.call("bid", {**BID, "bid_id": "b2", "amount": 159})
    assert code(answer) == "too_low"
    assert {k: answer["error"][k] for k in ("price", "minimum", "seq")} == {
        "price": 150,
        "minimum": 160,
        "seq": 3,
    }
    assert (await node.get("/items/lamp"))[1]["seq"] == 3


@pytest.mark.parametrize(
    "argument",
    [
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
    ],
)
async def test_a_wrong_bid_is_refused_as_invalid(node: LiveNode, argument: Any) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        assert code(await ann.call("bid", argument)) == "invalid"
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 0


@pytest.mark.parametrize(
    "name", ["connect", "disconnect", "nonsense", "message", "on_bid", "__init__"]
)
async def test_an_event_that_the_contract_does_not_have_reaches_no_handler(
    node: LiveNode, name: str
) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        assert code(await ann.call(name, {"HTTP_X": 1})) == "invalid"
        assert (await ann.call("bid", BID))["ok"] is True


async def test_a_missing_item_is_not_found_on_every_event(node: LiveNode) -> None:
    async with connected(node, node.token("house", Role.AUCTIONEER)) as house:
        for event in ("watch", "open", "pause", "resume", "warn", "close", "cancel"):
            assert code(await house.call(event, {"item_id": "ghost"})) == "not_found"
        assert code(await house.call("bid", {**BID, "item_id": "ghost"})) == "not_found"


async def test_an_unwatched_room_is_silent(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        assert await watcher.call("unwatch", {"item_id": "lamp"}) == {"ok": True}
        await node.bid(150)
        with pytest.raises(socketio.exceptions.TimeoutError):
            await heard(watcher, 0.3)


async def test_the_room_hears_of_every_change_of_status(node: LiveNode) -> None:
    await node.put_up(opened=False, ends_at=await node.now() + 60_000)
    async with connected(node, node.auctioneer) as house:
        await house.call("watch", {"item_id": "lamp"})
        told = []
        for event in ("open", "warn", "pause", "resume", "close"):
            assert (await house.call(event, {"item_id": "lamp"}))["ok"] is True
            name, item = await heard(house)
            told.append((name, item["status"]))
    assert told == [
        ("item", "open"),
        ("item", "closing"),
        ("item", "paused"),
        ("item", "open"),
        ("item", "unsold"),
    ]


async def test_a_bidder_cannot_run_the_sale(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        assert code(await ann.call("close", {"item_id": "lamp"})) == "forbidden"
    async with connected(node, node.token("rival", Role.AUCTIONEER)) as rival:
        assert code(await rival.call("close", {"item_id": "lamp"})) == "forbidden"
    assert (await node.get("/items/lamp"))[1]["status"] == "open"


@pytest.mark.parametrize(
    "frame", ["4", "42", "42{", '42["bid"', '42{"a":1}', "4" + "[" * 100_000, "49x"]
)
async def test_a_malformed_packet_cuts_its_socket_and_nobody_else(
    node: LiveNode, frame: str
) -> None:
    await node.put_up()
    url = f"{node.url}/socket.io/?EIO=4&transport=websocket"
    async with connected(node, node.token("ann")) as ann, node.http.ws_connect(url) as raw:
        assert (await raw.receive_str()).startswith("0")
        await raw.send_str("40")
        assert json.loads((await raw.receive_str())[2:])["sid"]
        await raw.send_str(frame)
        async with asyncio.timeout(WAIT_MAX_S):
            while (await raw.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert raw.closed
        assert (await ann.call("bid", BID))["ok"] is True
