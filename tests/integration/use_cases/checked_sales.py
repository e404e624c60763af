"""Sales that check their bidders, put up over HTTP."""

from http import HTTPStatus
from typing import Any

from tests.nodes import LiveNode


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


async def admit(node: LiveNode, user: str, **decision: Any) -> tuple[int, Any]:
    """Set a bidder's approval and limit as the auctioneer."""
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    url = f"{node.url}/auctions/guarded/bidders/{user}"
    async with node.http.put(url, json=decision, headers=headers) as response:
        return response.status, await response.json()
