"""Every format end to end: put up over HTTP, bid on over both faces, archived, closed with its winners."""

import asyncio
import re
import uuid
from http import HTTPStatus
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis

from persistence.verify import verify
from server.bidding.keys import Keys
from server.domain.types import AuctionId, ItemId
from tests.nodes import PATIENCE_S, LiveNode, StoreUrls, connected, heard, node_here

CLOCK: dict[str, Any] = {
    "format": "dutch",
    "start_price": 1_000,
    "step": 100,
    "interval_ms": 60_000,
}


async def closed(node: LiveNode) -> dict[str, Any]:
    """Close the lamp; return what everybody then sees of it."""
    await node.command("lamp", "close")
    item: dict[str, Any] = (await node.get("/items/lamp"))[1]
    return item


async def archived(node: LiveNode, item_id: str = "lamp") -> list[dict[str, Any]]:
    """Wait until the archive has come as far as the item; return its bids, oldest first."""
    async with asyncio.timeout(PATIENCE_S), _pool(node) as pool:
        seq = None
        while seq != (await node.get(f"/items/{item_id}"))[1]["seq"]:
            await asyncio.sleep(0.05)
            seq = await pool.fetchval("SELECT seq FROM items WHERE item_id = $1", item_id)
        assert [wrong async for wrong in verify(pool)] == []
    page = (await node.get(f"/items/{item_id}/bids"))[1]
    bids: list[dict[str, Any]] = page["bids"][::-1]
    return bids


def _pool(node: LiveNode) -> Any:
    return asyncpg.create_pool(node.stores.database, min_size=1, max_size=1)


def winners(item: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Return who won, without the end of their handles."""
    return [(w["bidder"].split("#")[0], w["amount"], w["quantity"]) for w in item["winners"]]


async def test_an_english_item_with_hidden_maxima_a_reserve_and_buy_now(node: LiveNode) -> None:
    item = await node.put_up("lamp", reserve=500, buy_now=2_000)
    assert (item["reserve_met"], item["buy_now"]) == (False, 2_000)
    status, answer = await node.bid(100, "ann", max_amount=700)
    assert (status, answer["price"], answer["leading"]) == (HTTPStatus.OK, 500, True)
    status, answer = await node.bid(510, "ben", max_amount=600)
    assert (status, answer["price"], answer["leading"]) == (HTTPStatus.OK, 610, False)
    seen = (await node.get("/items/lamp"))[1]
    assert (seen["reserve_met"], seen["leader"].split("#")[0]) == (True, "Ann")
    assert not re.search(r"\b700\b", str(seen)), "a maximum is its owner's alone"
    await node.bid(2_000, "ben")
    bids = await archived(node)
    assert [(b["bidder"].split("#")[0], b["amount"], b["auto"]) for b in bids] == [
        ("Ann", 500, False),
        ("Ben", 510, False),
        ("Ann", 610, True),
        ("Ben", 2_000, False),
    ]
    item = (await node.get("/items/lamp"))[1]
    assert (item["status"], winners(item)) == ("sold", [("Ben", 2_000, 1)])


async def test_a_bidder_sees_their_own_maximum_and_nobody_elses(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", max_amount=700)
    for user, yours in [("ann", {"max_amount": 700, "quantity": 1}), ("ben", None)]:
        async with connected(node, node.token(user)) as client:
            answer = await client.call("watch", {"item_id": "lamp"})
            assert answer["yours"] == yours
        headers = {"Authorization": f"Bearer {node.token(user)}"}
        async with node.http.get(f"{node.url}/items/lamp", headers=headers) as response:
            assert (await response.json())["yours"] == yours


async def test_a_raised_maximum_is_answered_again_with_the_first_answer(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", max_amount=700)
    raised: dict[str, Any] = {"bid_id": "raise", "max_amount": 900}
    first, again = [await node.bid(110, "ann", **raised) for _ in range(2)]
    assert first == again
    assert (first[1]["price"], first[1]["leading"]) == (100, True)
    assert len(await archived(node)) == 1


async def test_a_dutch_item_is_sold_at_its_clocks_price(node: LiveNode) -> None:
    item = await node.put_up("lamp", **CLOCK, floor_price=100, quantity=2)
    assert item["clock"] == {
        "step": 100,
        "interval_ms": 60_000,
        "floor_price": 100,
        "since": None,
        "stopped_at": None,
    }
    assert (await node.get("/items/lamp"))[1]["clock"]["since"] is not None
    status, problem = await node.bid(999, "ann")
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "too_low")
    await node.bid(1_000, "ann")
    status, problem = await node.bid(1_000, "ben", quantity=2)
    assert (status, problem["code"], problem["remaining"]) == (HTTPStatus.CONFLICT, "sold_out", 1)
    await node.bid(1_100, "ben")
    await archived(node)
    item = (await node.get("/items/lamp"))[1]
    assert (item["status"], item["remaining"]) == ("sold", 0)
    assert winners(item) == [("Ann", 1_000, 1), ("Ben", 1_000, 1)]


async def test_a_clock_falls_and_closes_by_itself(node: LiveNode) -> None:
    await node.put_up("lamp", **(CLOCK | {"interval_ms": 400}), floor_price=800)
    seen = []
    async with asyncio.timeout(PATIENCE_S):
        while (item := (await node.get("/items/lamp"))[1])["status"] == "open":
            steps = (item["server_time"] - item["clock"]["since"]) // 400
            seen.append((item["price"], max(800, 1_000 - 100 * steps)))
            await asyncio.sleep(0.02)
    assert seen
    assert all(price == due for price, due in seen), seen
    assert item["status"] == "unsold"


@pytest.mark.parametrize(("form", "pays"), [("sealed_first", 300), ("sealed_second", 250)])
async def test_a_sealed_item_shows_nothing_until_it_closes(
    node: LiveNode, form: str, pays: int
) -> None:
    before = await node.put_up("lamp", format=form, opened=True)
    before = (await node.get("/items/lamp"))[1]
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        await node.bid(250, "ann")
        status, answer = await node.bid(300, "ben")
        assert (status, answer["seq"], answer["price"], answer["leading"]) == (
            HTTPStatus.OK,
            before["seq"],
            100,
            False,
        )
        shown = (await node.get("/items/lamp"))[1]
        assert {**shown, "server_time": 0} == {**before, "server_time": 0}
        assert (await node.get("/items/lamp/bids"))[1]["bids"] == []
        answer = await watcher.call("watch", {"item_id": "lamp"})
        assert (answer["bids"], answer["complete"]) == ([], True)
        item = await closed(node)
        name, told = await heard(watcher)
        assert (name, told["status"]) == ("item", "sold"), "the first that a watcher hears"
    assert winners(item) == [("Ben", pays, 1)]
    assert [bid["amount"] for bid in await archived(node)] == [250, 300]


async def test_a_uniform_item_is_sold_at_the_lowest_accepted_price(node: LiveNode) -> None:
    await node.put_up("lamp", format="uniform", quantity=5)
    await node.bid(120, "ann", quantity=2)
    await node.bid(121, "ben", quantity=4)
    assert winners(await closed(node)) == [("Ben", 120, 4), ("Ann", 120, 1)]
    assert [bid["quantity"] for bid in await archived(node)] == [2, 4]


async def test_a_fixed_items_stock_is_never_oversold(node: LiveNode) -> None:
    await node.put_up("lamp", format="fixed", quantity=7)
    answers = await asyncio.gather(*(node.bid(100, f"u{n}", quantity=2) for n in range(6)))
    assert sorted(status for status, _ in answers) == [200] * 3 + [409] * 3
    assert (await node.get("/items/lamp"))[1]["remaining"] == 1
    await node.bid(100, "ann")
    item = (await node.get("/items/lamp"))[1]
    assert (item["status"], sum(w["quantity"] for w in item["winners"])) == ("sold", 7)
    await archived(node)


async def test_what_contradicts_itself_is_refused_with_every_contradiction(node: LiveNode) -> None:
    await node.put_up("other")
    wrong = {
        "title": "A lamp",
        "format": "fixed",
        "start_price": 100,
        "reserve": 50,
        "step": 0,
        "increment": {"ladder": [300, 200]},
        "opens_at": 5,
        "ends_at": 4,
    }
    status, problem = await node.post("/auctions/sale/items", wrong, node.auctioneer)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    named = {error["field"] for error in problem["errors"]}
    assert named == {"reserve", "step", "on_ladder", "increment", "ends_at"}


async def test_a_ladder_takes_its_rungs_only(node: LiveNode) -> None:
    await node.put_up("lamp", start_price=300, increment={"ladder": [300, 320, 350]})
    assert (await node.bid(300, "ann"))[0] == HTTPStatus.OK
    status, problem = await node.bid(330, "ben")
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "off_ladder")
    assert (await node.bid(350, "ben"))[1]["minimum"] == 380


# Retraction


async def test_a_bid_can_be_taken_back_over_both_faces(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", bid_id="a1")
    await node.bid(500, "ben", bid_id="b1", max_amount=900)
    async with connected(node, node.token("ben")) as client:
        argument = {"bid_id": "b1", "item_id": "lamp", "reason": "mistyped"}
        answer = await client.call("retract", argument)
        assert answer == {"ok": True, "seq": 5}
        assert await client.call("retract", argument) == answer
    item = (await node.get("/items/lamp"))[1]
    assert (item["price"], item["leader"].split("#")[0]) == (100, "Ann")
    body = {"bid_id": "a1", "reason": "changed_description"}
    path = "/items/lamp/retract"
    assert (await node.post(path, body, node.token("ben")))[0] == HTTPStatus.NOT_FOUND
    assert (await node.post(path, body, node.token("ann")))[0] == HTTPStatus.OK
    item = (await node.get("/items/lamp"))[1]
    assert (item["price"], item["minimum"], item["leader"]) == (100, 100, None)
    await node.command("lamp", "close")
    status, _ = await node.post(path, body, node.token("ann"))
    assert status == HTTPStatus.OK, "what was taken back before is found done"
    await archived(node)


async def test_after_the_end_no_bid_is_taken_back(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", bid_id="a1")
    await node.command("lamp", "close")
    body = {"bid_id": "a1", "reason": "mistyped"}
    status, problem = await node.post("/items/lamp/retract", body, node.token("ann"))
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "not_retractable")


# Sales that check their bidders


async def guarded_sale(node: LiveNode, items: int, **sale: Any) -> list[str]:
    """Put items up in a sale of its own; return their ids."""
    body = {"auction_id": "guarded", "title": "A sale", **sale}
    assert (await node.post("/auctions", body, node.auctioneer))[0] == HTTPStatus.CREATED
    item_ids = []
    for number in range(items):
        item = {"title": f"Lamp {number}", "start_price": 100}
        status, put_up = await node.post("/auctions/guarded/items", item, node.auctioneer)
        assert status == HTTPStatus.CREATED, put_up
        item_ids.append(put_up["item_id"])
    return item_ids


async def admit(node: LiveNode, user: str, **words: Any) -> tuple[int, Any]:
    """Say as the auctioneer what a bidder may do."""
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    url = f"{node.url}/auctions/guarded/bidders/{user}"
    async with node.http.put(url, json=words, headers=headers) as response:
        return response.status, await response.json()


async def test_only_whom_the_auctioneer_approves_may_bid(node: LiveNode) -> None:
    (item_id,) = await guarded_sale(node, 1, approval=True)
    await node.command(item_id, "open")
    status, problem = await node.bid(100, "ann", item_id)
    assert (status, problem["code"]) == (HTTPStatus.FORBIDDEN, "forbidden")
    assert await admit(node, "ann") == (
        HTTPStatus.OK,
        {"user_id": "ann", "approved": True, "spending_limit": None},
    )
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


async def test_a_limit_of_ones_own_goes_before_the_sales(node: LiveNode) -> None:
    (item_id,) = await guarded_sale(node, 1, spending_limit=350)
    await node.command(item_id, "open")
    assert (await admit(node, "ann", spending_limit=1_000))[0] == HTTPStatus.OK
    assert (await node.bid(900, "ann", item_id))[0] == HTTPStatus.OK
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    async with node.http.get(f"{node.url}/auctions/guarded/bidders", headers=headers) as response:
        words = {"user_id": "ann", "approved": True, "spending_limit": 1_000}
        assert await response.json() == {"bidders": [words]}


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


async def test_a_redis_that_was_emptied_knows_admissions_and_debts_again(node: LiveNode) -> None:
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
    async with asyncio.timeout(2 * PATIENCE_S):
        while (answer := await node.bid(100, "ann", free))[1].get("code") in {
            "busy",
            "unavailable",
        }:
            await asyncio.sleep(0.1)
    problem = answer[1]
    assert (problem["code"], problem["reserved"]) == ("limit_exceeded", 275)


async def test_a_sale_that_checks_nobody_has_no_list_of_bidders(node: LiveNode) -> None:
    await guarded_sale(node, 1)
    assert (await admit(node, "ann"))[0] == HTTPStatus.UNPROCESSABLE_ENTITY


# Items in sequence


async def test_items_of_a_sequence_open_one_after_another(node: LiveNode) -> None:
    sale = {"auction_id": "turns", "title": "A sale", "sequence": {"gap_s": 0}}
    await node.post("/auctions", sale, node.auctioneer)
    ids = [uuid.uuid4().hex for _ in range(4)]
    for item_id in ids:
        item = {"item_id": item_id, "title": "Lamp", "start_price": 100, "duration_ms": 300}
        status, body = await node.post("/auctions/turns/items", item, node.auctioneer)
        assert (status, body["opens_at"], body["ends_at"]) == (HTTPStatus.CREATED, None, None)
    await node.command(ids[1], "cancel")
    await node.command(ids[0], "open")
    async with asyncio.timeout(2 * PATIENCE_S):
        while (await node.get(f"/items/{ids[3]}"))[1]["status"] != "unsold":
            await asyncio.sleep(0.05)
    items = [(await node.get(f"/items/{item_id}"))[1] for item_id in ids]
    assert [item["status"] for item in items] == ["unsold", "cancelled", "unsold", "unsold"]
    assert items[0]["ends_at"] <= items[2]["opens_at"] < items[2]["ends_at"] <= items[3]["opens_at"]
    await archived(node, ids[3])
