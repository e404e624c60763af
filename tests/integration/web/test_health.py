"""The health of a node on real stores."""

import asyncio
from http import HTTPStatus

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.bidding.settling.records import JournalEntry, Standing, encode
from server.domain.events import BidAccepted
from server.domain.types import Bidder, BidId, ItemId, Status, UserId
from server.web.health import SHARED_S
from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S


async def test_health_names_each_dependency(node: LiveNode) -> None:
    assert await node.get("/healthz") == (HTTPStatus.OK, {"alive": True})
    status, body = await node.get("/readyz")
    assert (status, body["ready"]) == (HTTPStatus.OK, True)
    assert body["dependencies"] == {
        "redis": "ok",
        "journal": "ok",
        "postgres": "ok",
        "clock": "ok",
        "histories": "ok",
        "rooms": "ok",
        "tasks": "ok",
        "wakeups": "ok",
    }


async def test_a_node_whose_redis_is_full_is_not_ready_and_refuses_bids(node: LiveNode) -> None:
    await node.put_up()
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.config_set("maxmemory", "1")
        try:
            await asyncio.sleep(SHARED_S)
            status, body = await node.get("/readyz")
            bid_status, refusal = await node.bid(150)
        finally:
            await redis.config_set("maxmemory", "0")
    assert (status, body["ready"]) == (HTTPStatus.SERVICE_UNAVAILABLE, False)
    assert body["dependencies"]["redis"] == "down: Redis has reached its maxmemory"
    assert (bid_status, refusal["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
    await asyncio.sleep(SHARED_S)
    assert (await node.get("/readyz"))[0] == HTTPStatus.OK


async def test_two_histories_of_an_item_are_shown_and_bids_go_on(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    await archived(node.stores, BIDS, 1)
    other = BidAccepted(
        seq=3, at=1, bid_id=BidId("b"), bidder=Bidder(UserId("bob"), "Bob#aaaaa"), amount=100
    )
    standing = Standing(3, Status.OPEN, 100, other.bidder, 1, None, ())
    entry = JournalEntry(ItemId("lamp"), standing, (other,))
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.xadd(Keys(1).journal(0), {"entry": encode(entry), "epoch": 0})
    async with asyncio.timeout(WAIT_MAX_S):
        # The item is restored meanwhile, and afterwards the node takes bids as before.
        while (
            not (body := (await node.get("/readyz"))[1])["ready"]
            or body["dependencies"]["histories"] == "ok"
        ):
            await asyncio.sleep(0.01)
    assert (
        body["dependencies"]["histories"]
        == "down: two histories of an item have met; one was set aside"
    )
    async with node.http.get(node.url + "/metrics") as response:
        assert "auction_events_conflicting_total 1.0" in await response.text()
    assert (await node.bid(200))[0] == HTTPStatus.OK
    assert [row["amount"] for row in await archived(node.stores, BIDS, 2)] == [150, 200]
