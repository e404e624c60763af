"""Paddles: one bidder online and in the room, people without a user, and the consignor."""

from http import HTTPStatus
from typing import Any

from tests.integration.web.house.test_running import send
from tests.nodes import LiveNode

GATED = {"auction_id": "gated", "title": "x", "approval": True, "spending_limit": 500}
PADDLES = "/auctions/gated/paddles"


async def test_limits_hold_in_the_room_and_the_consignor_is_marked_and_never_wins(
    node: LiveNode,
) -> None:
    house = node.auctioneer
    await node.post("/auctions", {**GATED, "consignor_bids": True}, house)
    new = {"title": "A desk", "start_price": 100, "increment": [[0, 10]], "reserve": 400}
    _, desk = await node.post("/auctions/gated/items", new, house)
    path = f"/items/{desk['item_id']}"
    await node.command(desk["item_id"], "open")
    await send(node, "PUT", f"{PADDLES}/1", house, {"user_id": "ann"})
    _, named = await send(node, "PUT", f"{PADDLES}/2", house, {"name": "Mr Dee"})
    assert named == {"number": "2", "user_id": "room:gated:2", "name": "Mr Dee"}
    wrong: list[dict[str, Any]] = [{}, {"user_id": "a", "name": "A"}, {"user_id": "room:x"}]
    for body in wrong:
        assert (await send(node, "PUT", f"{PADDLES}/3", house, body))[1]["field"] == "user_id"

    async def enter(amount: int, source: str = "floor", **more: Any) -> Any:
        bid = {"bid_id": f"b{amount}{source}", "amount": amount, "source": source, **more}
        status, answer = await send(node, "POST", f"{path}/room_bid", house, bid)
        return "ok" if status == HTTPStatus.OK else answer["code"]

    assert await enter(150, paddle="1") == "forbidden"
    assert await enter(150, paddle="2") == "ok"
    assert await enter(600, paddle="2", raise_own=True) == "limit_exceeded"
    assert await enter(200) == "invalid"
    assert await enter(200, paddle="9") == "not_found"
    assert await enter(200, "consignor", paddle="2") == "invalid"
    assert await enter(400, "consignor") == "invalid"
    assert await enter(390, "consignor") == "ok"
    _, item = await node.get(path)
    assert item["leader"].startswith("Consignor#")
    await node.command(desk["item_id"], "close")
    _, item = await node.get(path)
    assert (item["status"], item["winners"]) == ("unsold", [])
