"""No two items of a sale have the same lot number, even if two requests claim it at the same time."""

import asyncio

import asyncpg

from tests.integration.use_cases.editing_steps import amend, send, wrong_fields
from tests.nodes import LiveNode


async def test_a_lot_number_is_one_items(node: LiveNode) -> None:
    await node.put_up("lamp", lot="1")
    await node.put_up("vase", lot="2")
    assert wrong_fields(await amend(node, "vase", lot="1")) == ["lot"]
    item = {"item_id": "chair", "title": "A chair", "start_price": 100, "lot": "2"}
    refused = await node.post("/auctions/sale/items", item, node.auctioneer)
    assert wrong_fields(refused) == ["lot"]
    assert (await node.get("/items/chair"))[0] == 404
    # Two items swap their numbers by way of a third one.
    for item_id, lot in (("lamp", "3"), ("vase", "1"), ("lamp", "2")):
        assert (await amend(node, item_id, lot=lot))[0] == 200
    assert [(await node.get(f"/items/{i}"))[1]["lot"] for i in ("lamp", "vase")] == ["2", "1"]
    assert (await amend(node, "lamp", lot=None))[0] == 200
    assert (await node.post("/auctions/sale/items", item, node.auctioneer))[0] == 201
    assert (await send(node, "DELETE", "/items/chair"))[0] == 200
    assert (await amend(node, "lamp", lot="2"))[0] == 200
    refused = await amend(node, "lamp", lot="9", reserve=500)
    assert wrong_fields(refused) == ["reserve"]
    assert (await amend(node, "vase", lot="9"))[0] == 200
    other = {"auction_id": "other", "title": "Another sale"}
    await node.post("/auctions", other, node.auctioneer)
    item = {**item, "item_id": "bowl", "lot": "9"}
    assert (await node.post("/auctions/other/items", item, node.auctioneer))[0] == 201


async def test_of_two_items_that_want_a_number_at_once_one_gets_it(node: LiveNode) -> None:
    items = [f"lamp{number}" for number in range(6)]
    for item_id in items:
        await node.put_up(item_id, opened=False)
    answers = await asyncio.gather(*(amend(node, item_id, lot="1") for item_id in items))
    assert sorted(status for status, _ in answers) == [200] + [422] * 5


async def test_a_claim_of_a_node_that_died_is_taken_over(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.put_up("vase", lot="2")
    connection = await asyncpg.connect(node.stores.database)
    await connection.execute(
        "INSERT INTO lots (auction_id, lot, item_id, claimed_at) VALUES"
        " ('sale', '5', 'ghost', now() - interval '2 minutes'), ('sale', '6', 'ghost', now())"
    )
    await connection.execute(
        "UPDATE lots SET claimed_at = now() - interval '1 day' WHERE lot = '2'"
    )
    await connection.close()
    assert (await amend(node, "lamp", lot="5"))[0] == 200
    assert wrong_fields(await amend(node, "lamp", lot="6")) == ["lot"]
    assert wrong_fields(await amend(node, "lamp", lot="2")) == ["lot"]
