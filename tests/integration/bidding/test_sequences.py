"""Items of a sale in sequence, end to end."""

import asyncio
import uuid
from http import HTTPStatus

from tests.integration.archive import archived
from tests.nodes import LiveNode
from tests.patience import PATIENCE_S


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
