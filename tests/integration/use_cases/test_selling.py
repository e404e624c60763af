"""Selling: sales and items are set up by their auctioneer."""

from http import HTTPStatus
from typing import Any

import asyncpg
import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import AuctionId, ItemId, Role
from tests.integration.archive import archived
from tests.integration.use_cases.checked_sales import admit, guarded_sale
from tests.integration.use_cases.editing_steps import amend, wrong_fields
from tests.nodes import LiveNode, StoreUrls, node_here

NEW = {"item_id": "lamp", "title": "A lamp", "start_price": 100}


async def test_items_that_close_together_live_in_the_shard_of_their_sale(
    stores: StoreUrls,
) -> None:
    keys = Keys(8)
    async with node_here(stores, shards=8) as node:
        shard = keys.shard(AuctionId("sale"))
        elsewhere = next(f"i{n}" for n in range(99) if keys.shard(ItemId(f"i{n}")) != shard)
        ends_at = await node.now() + 60_000
        await node.put_up(elsewhere, opened=False, ends_at=ends_at)
        item = {"title": "Lamp", "start_price": 100, "ends_at": ends_at, "closes_with": "g"}
        path = "/auctions/sale/items"
        status, shown = await node.post(path, item, node.auctioneer)
        assert (status, shown["closes_with"]) == (HTTPStatus.CREATED, "g")
        assert keys.shard(ItemId(shown["item_id"])) == shard
        other = next(f"o{n}" for n in range(99) if keys.shard(ItemId(f"o{n}")) != shard)
        status, problem = await node.post(path, {**item, "item_id": other}, node.auctioneer)
        assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "item_id")
        assert wrong_fields(await amend(node, elsewhere, closes_with="g")) == ["closes_with"]


async def test_creating_the_same_sale_or_item_again_finds_it_done(node: LiveNode) -> None:
    first = await node.put_up(opened=False)
    again = await node.put_up(opened=False)
    assert {**first, "server_time": 0} == {**again, "server_time": 0}
    status, problem = await node.post(
        "/auctions/sale/items", {**NEW, "title": "Other"}, node.auctioneer
    )
    assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "item_id")
    other = {"auction_id": "sale", "title": "Other"}
    status, problem = await node.post("/auctions", other, node.auctioneer)
    assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "auction_id")


async def test_only_the_sales_own_auctioneer_puts_items_up(node: LiveNode) -> None:
    await node.put_up()
    for token, expected in (
        (None, HTTPStatus.UNAUTHORIZED),
        (node.token("ann"), HTTPStatus.FORBIDDEN),
        (node.token("rival", Role.AUCTIONEER), HTTPStatus.FORBIDDEN),
        (node.token("root", Role.ADMIN), HTTPStatus.CREATED),
    ):
        status, _ = await node.post("/auctions/sale/items", {**NEW, "item_id": "vase"}, token)
        assert status == expected


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"start_price": 0}, "start_price"),
        ({"start_price": 1.5}, "start_price"),
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"format": "silent"}, "format"),
        ({"image_url": "javascript:alert(1)"}, "image_url"),
        ({"increment": []}, "increment"),
        ({"increment": [[0, 10], [0, 20]]}, "increment"),
        ({"increment": [[0, 0]]}, "increment.0.1"),
        ({"soft_close": {"policy": "reset"}}, "soft_close"),
        ({"soft_close": {"policy": "sometimes"}}, "soft_close.policy"),
        ({"opens_at": 2_000_000_000_000, "ends_at": 2_000_000_000_000}, "ends_at"),
        ({"reserve": 1}, "reserve"),
        ({"hurry": 5}, "hurry"),
    ],
)
async def test_a_wrong_item_is_refused_with_the_field_named(
    node: LiveNode, rules: dict[str, Any], field: str
) -> None:
    await node.put_up("other")
    status, problem = await node.post("/auctions/sale/items", {**NEW, **rules}, node.auctioneer)
    assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await node.get("/items/lamp"))[0] == HTTPStatus.NOT_FOUND


async def test_an_end_in_the_past_is_refused(node: LiveNode) -> None:
    await node.put_up("other")
    status, problem = await node.post(
        "/auctions/sale/items", {**NEW, "ends_at": 1}, node.auctioneer
    )
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error["field"] for error in problem["errors"]] == ["ends_at"]


async def test_a_sequences_items_have_no_times_of_their_own_and_nothing_is_kept(
    node: LiveNode,
) -> None:
    sale = {"auction_id": "evening", "title": "Evening", "sequence": {"gap_s": 5}}
    assert (await node.post("/auctions", sale, node.auctioneer))[0] == HTTPStatus.CREATED
    item = NEW | {"ends_at": 4_102_444_800_000, "reserve": 50}
    status, problem = await node.post("/auctions/evening/items", item, node.auctioneer)
    assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert {error["field"] for error in problem["errors"]} == {"ends_at", "reserve"}
    assert (await node.get("/auctions/evening"))[1]["items"] == []
    assert (await node.get("/items/lamp/bids"))[0] == HTTPStatus.NOT_FOUND


async def test_only_an_auctioneer_creates_sales_and_admits_bidders(node: LiveNode) -> None:
    await guarded_sale(node, 0, approval=True)
    for token, expected in (
        (None, HTTPStatus.UNAUTHORIZED),
        (node.token("ann"), HTTPStatus.FORBIDDEN),
    ):
        status, _ = await node.post("/auctions", {"title": "A sale"}, token)
        assert status == expected
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{node.url}/auctions/guarded/bidders"
        async with node.http.put(f"{url}/ann", json={}, headers=headers) as response:
            assert response.status == expected
        async with node.http.get(url, headers=headers) as response:
            assert response.status == expected


async def test_an_item_that_redis_has_lost_is_not_put_up_a_second_time(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(150, "ann")
    await archived(node)
    await node.command("lamp", "close")
    await archived(node)
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.delete(Keys(1).item(0, ItemId("lamp")))
    again = await node.put_up("lamp", opened=False)
    assert (again["status"], again["price"]) == ("sold", 150)


async def test_an_item_that_is_refused_leaves_no_listing(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up("other")
    sale = {"auction_id": "evening", "title": "Evening"}
    assert (await node.post("/auctions", sale, node.auctioneer))[0] == HTTPStatus.CREATED
    assert node.here is not None
    archive = node.here.core.archive
    with monkeypatch.context() as refusing:
        refusing.setattr(node.here.core.floor, "_open", False)
        status, problem = await node.post("/auctions/sale/items", NEW, node.auctioneer)
    assert (status, problem["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
    assert await archive.item_ids(AuctionId("sale"), limit=5) == ["other"]
    status, _ = await node.post("/auctions/evening/items", NEW, node.auctioneer)
    assert status == HTTPStatus.CREATED
    assert await archive.item_ids(AuctionId("evening"), limit=5) == ["lamp"]


async def test_an_item_that_is_refused_as_taken_keeps_the_listing_of_the_existing_one(
    node: LiveNode,
) -> None:
    await node.put_up("lamp", opened=False)
    taken = {**NEW, "title": "Other"}
    assert (await node.post("/auctions/sale/items", taken, node.auctioneer))[0] == 422
    assert node.here is not None
    assert await node.here.core.archive.item_ids(AuctionId("sale"), limit=5) == ["lamp"]


async def test_a_decision_that_redis_does_not_confirm_is_unknown_and_not_refused(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guarded_sale(node, 0, approval=True)
    assert node.here is not None

    async def fail(*_: object) -> None:
        raise RedisError

    with monkeypatch.context() as broken:
        broken.setattr(node.here.core.hot_state.admissions, "admit", fail)
        status, problem = await admit(node, "ann")
    assert (status, problem["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "unknown")
    assert (await admit(node, "ann"))[0] == HTTPStatus.OK


async def test_a_sale_that_is_refused_as_taken_leaves_no_user_behind(node: LiveNode) -> None:
    await guarded_sale(node, 0)
    sale = {"auction_id": "guarded", "title": "Mine"}
    rival = node.token("rival", Role.AUCTIONEER)
    assert (await node.post("/auctions", sale, rival))[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    connection = await asyncpg.connect(node.stores.database)
    users = [row["user_id"] for row in await connection.fetch("SELECT user_id FROM users")]
    await connection.close()
    assert users == ["house"]
