"""The sockets and routes of every baseline, as processes on real stores."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import socketio

from tests.integration.loadtest.baselines.servers import bid, running, stored_bids
from tests.nodes import LiveNode, StoreUrls, connected
from tests.timeouts import WAIT_MAX_S

ALL = ["none", "redislock", "setnx", "rowlock", "watch", "lua", "node", "node-lua", "bun-lua"]
OF_EACH_MAKE = ["none", "rowlock", "lua", "node", "node-lua", "bun-lua"]
"""One for each place of items and rule: Redis and Python, PostgreSQL, a script, and those in JavaScript."""


@pytest.fixture(params=ALL)
async def baseline(request: pytest.FixtureRequest, stores: StoreUrls) -> AsyncIterator[LiveNode]:
    async with running(request.param, stores) as node:
        yield node


async def test_an_accepted_bid_is_acknowledged_shown_and_archived(baseline: LiveNode) -> None:
    await baseline.put_up(increment=[[0, 25]])
    async with connected(baseline) as watcher, connected(baseline, baseline.token("ann")) as ann:
        watched = await watcher.call("watch", {"item_id": "lamp"})
        assert (watched["item"]["status"], watched["item"]["minimum"]) == ("open", 100)
        assert (watched["bids"], watched["complete"]) == ([], True)

        first = bid(130)
        state = {"seq": 1, "price": 130, "minimum": 155, "leading": True, "ends_at": None}
        answer = await ann.call("bid", first)
        assert answer == {"ok": True, "bid_id": first["bid_id"], "item_id": "lamp", **state}

        name, seen = await watcher.receive(timeout=WAIT_MAX_S)
        assert (name, seen["from_seq"], seen["seq"]) == ("new_bid", 1, 1)
        assert (seen["price"], seen["minimum"], seen["bid_count"]) == (130, 155, 1)
        shown = {name: seen["bids"][0][name] for name in ("seq", "bid_id", "bidder", "amount")}
        assert shown == {
            "seq": 1,
            "bid_id": first["bid_id"],
            "bidder": seen["leader"],
            "amount": 130,
        }
        assert seen["leader"].startswith("Ann#")

    _, item = await baseline.get("/items/lamp")
    assert (item["price"], item["leader"], item["bid_count"]) == (130, seen["leader"], 1)
    at = seen["bids"][0]["at"]
    kept = {**first, "seq": 1, "bidder": "ann", "at": at, "auto": False}
    del kept["raise_own"]
    assert await stored_bids(baseline.stores, 1) == [kept]
    assert abs(item["server_time"] - at) < 60_000


@pytest.mark.parametrize("baseline", OF_EACH_MAKE, indirect=True)
async def test_a_bid_against_the_rules_is_refused_and_changes_nothing(baseline: LiveNode) -> None:
    await baseline.put_up()
    await baseline.post(
        "/auctions/sale/items",
        {"item_id": "vase", "title": "A vase", "start_price": 5},
        baseline.auctioneer,
    )
    async with connected(baseline) as watcher, connected(baseline, baseline.token("ann")) as ann:
        await ann.call("bid", bid(200))
        low = await ann.call("bid", bid(209))
        assert low["error"].pop("message")
        error = {"code": "too_low", "minimum": 210, "price": 200, "seq": 1}
        assert low == {"ok": False, "error": error}
        refused = {
            "not_open": await ann.call("bid", bid(500, "vase")),
            "not_found": await ann.call("bid", bid(500, "nothing")),
            "invalid": await ann.call("bid", {**bid(500), "amount": "500"}),
            "unauthenticated": await watcher.call("bid", bid(500)),
        }
        assert {code: answer["error"]["code"] for code, answer in refused.items()} == {
            code: code for code in refused
        }
    _, item = await baseline.get("/items/lamp")
    assert (item["price"], item["seq"]) == (200, 1)


@pytest.mark.parametrize("baseline", ["none", "node"], indirect=True)
async def test_an_invalid_token_and_a_bidder_who_puts_up_an_item_are_refused(
    baseline: LiveNode,
) -> None:
    client = socketio.AsyncClient(reconnection=False)
    refusals: list[Any] = []
    client.on("connect_error", refusals.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(baseline.url, auth={"token": "no"}, transports=["websocket"])
    assert [refusal["data"] for refusal in refusals] == [{"code": "unauthenticated"}]

    status, problem = await baseline.post("/auctions", {"title": "Mine"}, baseline.token("ann"))
    assert (status, problem["status"], problem["code"]) == (403, 403, "forbidden")
    assert (await baseline.post("/auctions", {"title": "Mine"}))[0] == 401
    assert (await baseline.get("/items/nothing"))[0] == 404
