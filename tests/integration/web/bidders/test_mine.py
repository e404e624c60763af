"""What is a bidder's own over HTTP."""

import asyncio
from http import HTTPStatus
from typing import Any

from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode


async def mine(node: LiveNode, method: str, path: str, user: str = "ann") -> tuple[int, Any]:
    """Send a request under `/me`."""
    headers = {"Authorization": f"Bearer {node.token(user)}"}
    async with node.http.request(method, f"{node.url}/me/{path}", headers=headers) as response:
        return response.status, await response.json()


async def test_a_bidder_sees_their_bids_their_wins_and_what_they_owe(node: LiveNode) -> None:
    for item_id in ("lamp", "vase"):
        await node.put_up(item_id, fees={"premium": [[0, 250_000]]})
        await node.bid(100, "ann", item_id, max_amount=150)
    await node.bid(200, "ben", "lamp")
    await archived(node.stores, BIDS, 3)
    _, page = await mine(node, "GET", "bids?limit=1")
    _, rest = await mine(node, "GET", f"bids?after={page['next_after']}")
    found = {each["item"]["item_id"]: each for each in page["bids"] + rest["bids"]}
    assert {name: each["standing"] for name, each in found.items()} == {
        "lamp": "outbid",
        "vase": "leading",
    }
    assert found["vase"]["yours"] == {"max_amount": 150, "quantity": 1}
    await node.command("vase", "close")
    while not (wins := (await mine(node, "GET", "wins"))[1]["wins"]):
        await asyncio.sleep(0.02)
    assert [(each["item_id"], each["total"]) for each in wins] == [("vase", 125)]


async def test_a_watchlist_holds_items_until_they_are_taken_off(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, max_amount=150)
    assert (await mine(node, "PUT", "watchlist/ghost"))[0] == HTTPStatus.NOT_FOUND
    assert (await mine(node, "PUT", "watchlist/lamp"))[1] == {"ok": True, "listed": True}
    _, shown = await mine(node, "GET", "watchlist")
    assert [(each["item_id"], each["price"]) for each in shown["items"]] == [("lamp", 100)]
    assert shown["items"][0]["yours"] == {"max_amount": 150, "quantity": 1}
    assert (await mine(node, "GET", "watchlist", "ben"))[1]["items"] == []
    assert (await mine(node, "DELETE", "watchlist/lamp"))[1] == {"ok": True, "listed": False}
    assert (await mine(node, "GET", "watchlist"))[1] == {"items": [], "next_after": None}
