"""A node on a Redis Cluster and on a Redis behind Sentinel, with real servers and failures."""

import asyncio
from http import HTTPStatus

import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import Scripts
from server.domain.types import Role
from server.node.redis.client import open_redis
from tests.archive_rows import BIDS, archived
from tests.broken_transport import fails_like_uvloop
from tests.nodes import StoreUrls, connected, heard, node_here
from tests.redis_servers import SLOTS, execute, redis_cluster, redis_with_sentinel

UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE
ITEMS = [f"item-{number}" for number in range(12)]


async def test_a_cluster_of_three_primaries_serves_a_sale(stores: StoreUrls) -> None:
    async with redis_cluster() as (url, servers):
        on_cluster = StoreUrls(url, stores.database)
        async with (
            node_here(on_cluster, shards=6) as one,
            node_here(on_cluster, shards=6) as other,
            connected(other) as watcher,
        ):
            for item_id in ITEMS:
                await one.put_up(item_id)
            await watcher.call("watch", {"item_id": ITEMS[0]})
            for amount in (100, 150, 200):
                answers = await asyncio.gather(
                    *(
                        node.bid(amount, user, item_id)
                        for item_id in ITEMS
                        for node, user in ((one, "ann"), (other, "bob"))
                    )
                )
                assert sum(status == HTTPStatus.OK for status, _ in answers) == len(ITEMS)
            assert [(await one.get(f"/items/{i}"))[1]["price"] for i in ITEMS] == [200] * len(ITEMS)
            event, message = await heard(watcher)
            assert event == "new_bid"
            assert message["item_id"] == ITEMS[0]
            await archived(on_cluster, BIDS, 3 * len(ITEMS))
        used = [await _items_on(server.url) for server in servers]
    assert all(used), "every primary holds some of the items"
    assert sum(used) == len(ITEMS)


async def test_a_spending_limit_holds_on_a_cluster(stores: StoreUrls) -> None:
    async with redis_cluster() as (url, _):
        on_cluster = StoreUrls(url, stores.database)
        async with node_here(on_cluster, shards=6) as node:
            sale = {"auction_id": "guarded", "title": "A sale", "spending_limit": 250}
            await node.post("/auctions", sale, node.auctioneer)
            item_ids = []
            for _ in range(4):
                lamp = {"title": "A lamp", "start_price": 100}
                _, item = await node.post("/auctions/guarded/items", lamp, node.auctioneer)
                item_ids.append(item["item_id"])
                await node.command(item["item_id"], "open")
            answers = await asyncio.gather(*(node.bid(100, "ann", each) for each in item_ids))
    assert (
        sorted(status for status, _ in answers) == [HTTPStatus.OK] * 2 + [HTTPStatus.FORBIDDEN] * 2
    )


async def test_bidding_continues_on_the_replica_that_sentinel_promotes(stores: StoreUrls) -> None:
    async with redis_with_sentinel() as (url, primary, replica):
        async with node_here(StoreUrls(url, stores.database)) as node:
            await node.put_up("lamp")
            assert (await node.bid(150))[0] == HTTPStatus.OK
            await archived(stores, BIDS, 1)
            await primary.kill()
            bid = {"bid_id": "after", "item_id": "lamp", "amount": 200}
            token = node.token("bob", Role.BIDDER)
            async with asyncio.timeout(60):
                while (answer := await node.post("/bid", bid, token))[0] == UNAVAILABLE:
                    await asyncio.sleep(0.1)
            assert (answer[0], answer[1]["seq"]) == (HTTPStatus.OK, 4)
            await archived(stores, BIDS, 2)
        assert await _items_on(replica.url) == 1


async def test_an_error_of_a_clusters_transport_is_a_redis_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with redis_cluster(1) as (url, _), open_redis(url, timeout_ms=1_000) as redis:
        await redis.set("key", "value")
        with monkeypatch.context() as broken:
            broken.setattr(asyncio.StreamWriter, "writelines", fails_like_uvloop)
            with pytest.raises(RedisError):
                await redis.get("key")
            pubsub = redis.pubsub()
            with pytest.raises(RedisError):
                await pubsub.subscribe("channel")
            await pubsub.aclose()  # type: ignore[no-untyped-call]
        assert await redis.get("key") == b"value"


async def test_a_script_and_its_wait_reach_the_same_server_of_a_cluster() -> None:
    async with redis_cluster(1) as (url, servers), open_redis(url, timeout_ms=1_000) as redis:
        keys = Keys(1)
        async with Redis.from_url(servers[0].url) as server:
            replid = (await server.info("replication"))["master_replid"]
        await redis.set(keys.trusted(0), f"{replid} its era")
        asked = ("replicate", [keys.trusted(0), keys.replicated(0)])
        assert await Scripts(redis).run_and_wait(*asked, wait_ms=10) == (
            f"{replid} its era".encode(),
            0,
        )
        assert await redis.get(keys.replicated(0)) == b""
        async with Redis.from_url(servers[0].url) as server:
            await execute(server, "CLUSTER DELSLOTSRANGE", 0, SLOTS - 1)
        async with open_redis(url, timeout_ms=1_000) as without_shards:
            with pytest.raises(RedisError):
                await Scripts(without_shards).run("era", [keys.trusted(0)], [])


async def _items_on(url: str) -> int:
    async with Redis.from_url(url) as redis:
        return sum([1 async for _ in redis.scan_iter("{s*}:item:*")])
