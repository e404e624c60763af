"""A sale that checks its bidders: they are admitted and limited."""

import asyncio
from http import HTTPStatus

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import AuctionId, ItemId
from tests.integration.archive import archived
from tests.integration.use_cases.checked_sales import admit, guarded_sale
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.timeouts import WAIT_MAX_S


async def test_only_approved_bidders_may_bid(node: LiveNode) -> None:
    (item_id,) = await guarded_sale(node, 1, approval=True)
    await node.command(item_id, "open")
    status, problem = await node.bid(100, "ann", item_id)
    assert (status, problem["code"]) == (HTTPStatus.FORBIDDEN, "forbidden")
    status, admitted = await admit(node, "ann")
    assert (status, admitted["approved"], admitted["spending_limit"]) == (HTTPStatus.OK, True, None)
    assert (await node.bid(100, "ann", item_id))[0] == HTTPStatus.OK
    await admit(node, "ann", approved=False)
    assert (await node.bid(200, "ann", item_id))[0] == HTTPStatus.FORBIDDEN


async def test_a_limit_is_not_overspent_by_bids_on_many_items_at_once(node: LiveNode) -> None:
    item_ids = await guarded_sale(node, 8, spending_limit=350)
    for item_id in item_ids:
        await node.command(item_id, "open")
    answers = await asyncio.gather(*(node.bid(100, "ann", item_id) for item_id in item_ids))
    assert sorted(status for status, _ in answers) == [200] * 3 + [403] * 5
    problem = next(body for status, body in answers if status != HTTPStatus.OK)
    assert (problem["code"], problem["limit"], problem["reserved"]) == ("limit_exceeded", 350, 300)
    led = [item for item, (status, _) in zip(item_ids, answers, strict=True) if status == 200]
    free = next(item for item in item_ids if item not in led)
    await node.bid(200, "ben", led[0])
    assert (await node.bid(150, "ann", free))[0] == HTTPStatus.OK, "the outbid may bid elsewhere"


async def test_a_bidders_own_limit_replaces_the_sales(node: LiveNode) -> None:
    (item_id,) = await guarded_sale(node, 1, spending_limit=350)
    await node.command(item_id, "open")
    assert (await admit(node, "ann", spending_limit=1_000))[0] == HTTPStatus.OK
    assert (await node.bid(900, "ann", item_id))[0] == HTTPStatus.OK
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    async with node.http.get(f"{node.url}/auctions/guarded/bidders", headers=headers) as response:
        (listed,) = (await response.json())["bidders"]
        assert (listed["user_id"], listed["spending_limit"]) == ("ann", 1_000)


async def test_a_sale_with_limits_lives_in_one_shard(stores: StoreUrls) -> None:
    keys = Keys(8)
    async with node_here(stores, shards=8) as node:
        item_ids = await guarded_sale(node, 6, spending_limit=250)
        assert {keys.shard(ItemId(each)) for each in item_ids} == {keys.shard(AuctionId("guarded"))}
        names = [f"lamp-{number}" for number in range(40)]
        elsewhere = next(n for n in names if keys.shard(ItemId(n)) != keys.shard(ItemId("guarded")))
        here = next(n for n in names if keys.shard(ItemId(n)) == keys.shard(ItemId("guarded")))
        item = {"title": "Lamp", "start_price": 100}
        path = "/auctions/guarded/items"
        status, problem = await node.post(path, {**item, "item_id": elsewhere}, node.auctioneer)
        assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "item_id")
        status, _ = await node.post(path, {**item, "item_id": here}, node.auctioneer)
        assert status == HTTPStatus.CREATED
        for item_id in item_ids:
            await node.command(item_id, "open")
        answers = await asyncio.gather(*(node.bid(100, "ann", each) for each in item_ids))
        assert sorted(status for status, _ in answers) == [200] * 2 + [403] * 4


async def test_admissions_and_limits_are_restored_to_an_emptied_redis(node: LiveNode) -> None:
    won, led, free = await guarded_sale(node, 3, approval=True, spending_limit=350)
    await admit(node, "ann")
    for item_id in (won, led, free):
        await node.command(item_id, "open")
    await node.bid(150, "ann", won)
    await node.command(won, "close")
    await node.bid(100, "ann", led, max_amount=125)
    for item_id in (won, led):
        await archived(node, item_id)
    async with Redis.from_url(node.stores.redis) as redis:
        await redis.flushall()
        await redis.script_flush()
    async with asyncio.timeout(2 * WAIT_MAX_S):
        while (answer := await node.bid(100, "ann", free))[1].get("code") in {
            "busy",
            "unavailable",
        }:
            await asyncio.sleep(0.1)
    problem = answer[1]
    assert (problem["code"], problem["reserved"]) == ("limit_exceeded", 275)


async def test_a_sale_without_checks_has_no_list_of_bidders(node: LiveNode) -> None:
    await guarded_sale(node, 1)
    assert (await admit(node, "ann"))[0] == HTTPStatus.UNPROCESSABLE_ENTITY
