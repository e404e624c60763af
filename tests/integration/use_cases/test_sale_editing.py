"""A sale's terms change with all its items until one of them opens, and a sale is deleted until then."""

import asyncio
from typing import Any

from persistence.sales.sales import Sales
from server.domain.types import AuctionId
from tests.integration.use_cases.editing_steps import send
from tests.nodes import LiveNode

SALE = "/auctions/spring"


async def sale_of(node: LiveNode, items: int, **sale: Any) -> list[str]:
    """Make a sale with items that are not open."""
    body = {"auction_id": "spring", "title": "Spring", **sale}
    assert (await node.post("/auctions", body, node.auctioneer))[0] == 201
    return [await put_up(node, f"s{number}") for number in range(items)]


async def put_up(node: LiveNode, item_id: str, **fields: Any) -> str:
    item = {"item_id": item_id, "title": "A lamp", "start_price": 100, **fields}
    assert (await node.post(f"{SALE}/items", item, node.auctioneer))[0] == 201
    return item_id


async def test_a_sale_changes_with_its_items(node: LiveNode) -> None:
    items = await sale_of(node, 3)
    await put_up(node, "own", fees={"price_tax": 7})
    status, changed = await send(node, "PATCH", SALE, {"title": "Autumn", "fees": {"price_tax": 5}})
    assert (status, changed["title"], changed["fees"]["price_tax"]) == (200, "Autumn", 5)
    assert (await send(node, "PATCH", SALE, {"currency": "USD", "approval": True}))[0] == 200
    shown = (await node.get(SALE))[1]
    assert (shown["currency"], shown["approval"], shown["title"]) == ("USD", True, "Autumn")
    assert {each["currency"] for each in shown["items"]} == {"USD"}
    assert [each["fees"]["price_tax"] for each in shown["items"]] == [5, 5, 5, 7]
    await node.command(items[0], "open")
    assert (await node.bid(100, item_id=items[0]))[1]["code"] == "forbidden", "nobody is approved"
    answer = await send(node, "PATCH", SALE, {"currency": "EUR", "title": "Winter"})
    assert (answer[0], answer[1]["code"], answer[1]["item_id"]) == (409, "conflict", "s0")
    assert (await node.get(SALE))[1]["title"] == "Autumn"
    assert (await send(node, "PATCH", SALE, {"title": "Winter"}))[0] == 200
    assert (await send(node, "PATCH", SALE, {"title": "Winter", "currency": "USD"}))[0] == 200
    for wrong in ({"title": None}, {"currency": "usd"}, {"auctioneer": "me"}):
        assert (await send(node, "PATCH", SALE, wrong))[0] == 422
    assert (await send(node, "PATCH", SALE, {}, node.token()))[0] == 403
    assert (await send(node, "PATCH", "/auctions/ghost", {}))[0] == 404


async def test_a_change_that_an_item_can_not_follow_changes_nothing(node: LiveNode) -> None:
    await sale_of(node, 1)
    soon = await node.now() + 30_000
    await put_up(node, "soon", opens_at=soon)
    answer = await send(node, "PATCH", SALE, {"currency": "USD"})
    assert (answer[1]["code"], answer[1]["item_id"]) == ("conflict", "soon")
    assert (await send(node, "DELETE", SALE))[1]["code"] == "conflict"
    answer = await send(node, "PATCH", "/items/soon", {"opens_at": soon + 3_600_000})
    assert answer[0] == 200
    answer = await send(node, "PATCH", SALE, {"sequence": {"gap_s": 1}})
    assert (answer[0], "opens_at" in answer[1]["detail"]) == (422, True)
    assert {each["currency"] for each in (await node.get(SALE))[1]["items"]} == {"EUR"}
    assert (await node.get(SALE))[1]["sequence"] is None


async def test_items_that_are_put_up_meanwhile_follow_the_sale(node: LiveNode) -> None:
    await sale_of(node, 2)
    changes = (send(node, "PATCH", SALE, {"currency": code}) for code in ("USD", "CHF"))
    await asyncio.gather(*changes, *(put_up(node, f"late{number}") for number in range(6)))
    shown = (await node.get(SALE))[1]
    assert len(shown["items"]) == 8
    # Two changes at once may leave items of both; sending the last one again settles it.
    assert (await send(node, "PATCH", SALE, {"currency": "GBP"}))[0] == 200
    shown = (await node.get(SALE))[1]
    assert {each["currency"] for each in (shown, *shown["items"])} == {"GBP"}


async def test_a_sale_is_deleted_with_its_items(node: LiveNode) -> None:
    items = await sale_of(node, 2)
    assert (await send(node, "DELETE", SALE, token=node.token()))[0] == 403
    await put_up(node, "lot", lot="1")
    for _ in range(2):
        assert await send(node, "DELETE", SALE) == (200, {"ok": True})
    assert (await node.get(SALE))[0] == 404
    assert (await node.get("/auctions"))[1]["auctions"] == []
    for item_id in items:
        assert (await node.get(f"/items/{item_id}"))[0] == 404
    item = {"title": "A lamp", "start_price": 100}
    assert (await node.post(f"{SALE}/items", item, node.auctioneer))[0] == 404
    again = {"auction_id": "spring", "title": "Spring"}
    answer = await node.post("/auctions", again, node.auctioneer)
    assert (answer[0], answer[1]["field"]) == (422, "auction_id")


async def test_a_deletion_that_was_cut_short_is_finished_by_the_next_one(node: LiveNode) -> None:
    items = await sale_of(node, 2)
    assert (await send(node, "DELETE", f"/items/{items[0]}"))[0] == 200
    assert node.here is not None
    sales = Sales(node.here.core.pool)
    await sales.change(AuctionId("spring"), deleted=True)
    assert (await node.get(f"/items/{items[1]}"))[0] == 200
    assert (await send(node, "DELETE", SALE))[0] == 200
    assert (await node.get(f"/items/{items[1]}"))[0] == 404
