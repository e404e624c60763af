"""Items are amended and deleted by their auctioneer, and every watcher is sent the result."""

import asyncio

from redis.asyncio import Redis

from tests.integration.archive import archived
from tests.integration.use_cases.editing_steps import amend, send, wrong_fields
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.timeouts import WAIT_MAX_S


async def test_a_description_is_mended_at_any_time_and_every_watcher_is_sent_it(
    node: LiveNode,
) -> None:
    await node.put_up(description="Brss")
    assert (await amend(node, start_price=50))[0] == 422
    async with connected(node) as watcher, asyncio.timeout(WAIT_MAX_S):
        await watcher.call("watch", {"item_id": "lamp"})
        status, answer = await amend(
            node, description="Brass", images=["http://a/1", "http://a/2"], estimate_low=500
        )
        assert (status, answer) == (200, {"ok": True, "seq": 3})
        name, item = await watcher.receive()
        while name != "item":
            name, item = await watcher.receive()
    assert (item["seq"], item["description"], item["estimate_low"]) == (3, "Brass", 500)
    assert (item["image_url"], item["images"]) == ("http://a/1", ["http://a/1", "http://a/2"])
    assert await amend(node, description="Brass") == (200, {"ok": True, "seq": 3})
    await node.bid(150)
    await node.command("lamp", "close")
    assert (await amend(node, description=None, metadata={"paid": True}))[0] == 200
    assert wrong_fields(await amend(node, description="x", reserve=500)) == ["reserve"]
    assert wrong_fields(await amend(node, estimate_high=5)) == ["estimate_high"]
    shown = (await node.get("/items/lamp"))[1]
    assert (shown["status"], shown["description"], shown["estimate_high"]) == ("sold", "", None)
    await archived(node)
    async with Redis.from_url(node.stores.redis) as redis, asyncio.timeout(WAIT_MAX_S):
        await redis.flushdb()
        while (await node.get("/items/lamp"))[0] != 200:
            await asyncio.sleep(0.01)
    restored = (await node.get("/items/lamp"))[1]
    moved = ("server_time", "epoch")
    assert {**restored, **{name: shown[name] for name in moved}} == shown
    shown = restored
    (listed,) = (await node.get("/auctions/sale"))[1]["items"]
    assert {**listed, "server_time": 0} == {**shown, "server_time": 0}


async def test_rules_change_until_the_item_opens(node: LiveNode) -> None:
    opens_at = await node.now() + 3_600_000
    await node.put_up(opened=False, opens_at=opens_at)
    for wrong, fields in (
        ({"start_price": None}, ["start_price"]),
        ({"reserve": 50}, ["reserve"]),
        ({"ends_at": opens_at - 1}, ["ends_at"]),
        ({"opens_at": 5}, ["opens_at"]),
        ({"auction_id": "other"}, ["auction_id"]),
    ):
        assert wrong_fields(await amend(node, **wrong)) == fields
    assert (await amend(node, start_price=300, opens_at=None, buy_now=900))[0] == 200
    assert (await node.bid(300))[1]["code"] == "not_open"
    assert (await node.command("lamp", "open"))["seq"] == 3
    assert (await node.bid(200))[1]["minimum"] == 300
    assert (await node.bid(900))[0] == 200
    assert (await node.get("/items/lamp"))[1]["status"] == "sold"


async def test_an_item_is_deleted_until_it_opens(stores: StoreUrls) -> None:
    async with node_here(stores) as node:
        await node.put_up(opened=False, lot="7")
        assert (await send(node, "DELETE", "/items/lamp", token=node.token()))[0] == 403
        async with connected(node) as watcher, asyncio.timeout(WAIT_MAX_S):
            await watcher.call("watch", {"item_id": "lamp"})
            assert await send(node, "DELETE", "/items/lamp") == (200, {"ok": True, "seq": 2})
            name, item = await watcher.receive()
            while name != "item":
                name, item = await watcher.receive()
            assert (item["seq"], item["status"]) == (2, "deleted")
            answer = await watcher.call("watch", {"item_id": "lamp"})
            assert answer["error"]["code"] == "not_found"
        assert await send(node, "DELETE", "/items/lamp") == (200, {"ok": True, "seq": 2})
        assert (await node.get("/items/lamp"))[0] == 404
        assert (await node.get("/auctions/sale"))[1]["items"] == []
        assert (await amend(node, title="A vase"))[0] == 404
        assert (await node.bid(100))[0] == 404
        assert (await node.post("/items/lamp/open", None, node.auctioneer))[0] == 404
        item = {"item_id": "lamp", "title": "A lamp", "start_price": 100}
        again = await node.post("/auctions/sale/items", item, node.auctioneer)
        assert (again[0], again[1]["field"]) == (422, "item_id")
        await node.put_up("vase", lot="7")
        code = (await send(node, "DELETE", "/items/vase"))[1]["code"]
        assert code == "conflict"
    async with node_here(stores) as node:
        assert (await node.get("/items/lamp"))[0] == 404
        assert (await node.get("/items/lamp/bids"))[0] == 404
        assert [each["item_id"] for each in (await node.get("/auctions/sale"))[1]["items"]] == [
            "vase"
        ]


async def test_an_edit_and_an_opening_at_once_have_one_order(node: LiveNode) -> None:
    for number in range(8):
        item_id = f"lamp{number}"
        await node.put_up(item_id, opened=False)
        amended, opened = await asyncio.gather(
            amend(node, item_id, start_price=300), node.command(item_id, "open")
        )
        item = (await node.get(f"/items/{item_id}"))[1]
        assert (amended[0], item["start_price"]) in ((200, 300), (422, 100))
        assert opened["ok"]


async def test_a_deleted_item_is_skipped_by_its_sequence(node: LiveNode) -> None:
    sale = {"auction_id": "row", "title": "A row", "sequence": {"gap_s": 0}}
    await node.post("/auctions", sale, node.auctioneer)
    for number in range(3):
        item = {"item_id": f"r{number}", "title": "R", "start_price": 1, "duration_ms": 3_600_000}
        assert (await node.post("/auctions/row/items", item, node.auctioneer))[0] == 201
    assert (await send(node, "DELETE", "/items/r1"))[0] == 200
    await node.command("r0", "open")
    await node.command("r0", "close")
    async with asyncio.timeout(WAIT_MAX_S):
        while (await node.get("/items/r2"))[1]["status"] != "open":
            await asyncio.sleep(0.01)
