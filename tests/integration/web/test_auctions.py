"""Sales over HTTP."""

from http import HTTPStatus

import pytest

from tests.nodes import LiveNode


async def test_a_sale_is_listed_with_its_items_as_they_stand(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.put_up("vase", opened=False)
    await node.bid(150)
    _, sales = await node.get("/auctions")
    assert [(a["auction_id"], a["currency"]) for a in sales["auctions"]] == [("sale", "EUR")]
    assert sales["auctions"][0]["auctioneer"].startswith("House#")
    _, sale = await node.get("/auctions/sale")
    assert [(i["item_id"], i["status"], i["price"]) for i in sale["items"]] == [
        ("lamp", "open", 150),
        ("vase", "scheduled", 100),
    ]


async def test_an_item_is_put_up_in_a_sale_and_shown(node: LiveNode) -> None:
    item = await node.put_up("lamp", opened=False)
    assert (item["item_id"], item["auction_id"], item["status"]) == ("lamp", "sale", "scheduled")
    _, shown = await node.get("/items/lamp")
    assert {**shown, "server_time": 0} == {**item, "server_time": 0}


async def test_a_reader_with_a_token_sees_their_own_maxima_beside_the_items(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", max_amount=500)
    url = f"{node.url}/auctions/sale"
    for user, expected in (("ann", {"lamp": {"max_amount": 500, "quantity": 1}}), ("ben", {})):
        headers = {"Authorization": f"Bearer {node.token(user)}"}
        async with node.http.get(url, headers=headers) as response:
            assert (await response.json())["yours"] == expected
    assert "yours" not in (await node.get("/auctions/sale"))[1]


async def test_a_page_of_items_is_sent_again_only_if_it_has_changed(node: LiveNode) -> None:
    await node.put_up("lamp")

    async def page(path: str, tag: str = "", user: str = "") -> tuple[int, str, bytes]:
        headers = {"If-None-Match": tag} if tag else {}
        if user:
            headers["Authorization"] = f"Bearer {node.token(user)}"
        async with node.http.get(node.url + path, headers=headers) as response:
            return response.status, response.headers["ETag"], await response.read()

    for path in ("/auctions/sale", "/items?q=lamp"):
        _, tag, _ = await page(path)
        assert tag.startswith('W/"')
        for known in (tag, f'"other", {tag}', "*"):
            assert await page(path, known) == (HTTPStatus.NOT_MODIFIED, tag, b"")
        for unknown in ('"other"', "no tag", f'"{tag}"'):
            assert (await page(path, unknown))[:2] == (HTTPStatus.OK, tag)
        assert (await page(path, tag, "ann"))[0] == HTTPStatus.OK
    for path in ("/auctions", "/items/lamp/bids"):
        _, tag, _ = await page(path)
        assert await page(path, tag) == (HTTPStatus.NOT_MODIFIED, tag, b"")
    tags = {path: (await page(path))[1] for path in ("/auctions/sale", "/items/lamp")}
    assert (await page("/items/lamp", tags["/items/lamp"]))[0] == HTTPStatus.NOT_MODIFIED
    await node.bid(150)
    for path, tag in tags.items():
        assert (await page(path, tag))[0] == HTTPStatus.OK


@pytest.mark.parametrize("path", ["/auctions/ghost", "/auctions/ghost/items"])
async def test_a_sale_that_does_not_exist_is_not_found(node: LiveNode, path: str) -> None:
    if path.endswith("/items"):
        item = {"title": "A lamp", "start_price": 100}
        status, problem = await node.post(path, item, node.auctioneer)
    else:
        status, problem = await node.get(path)
    assert (status, problem["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    assert problem["detail"] == "there is no such auction"


@pytest.mark.parametrize(
    ("user", "status"), [(None, HTTPStatus.UNAUTHORIZED), ("ann", HTTPStatus.FORBIDDEN)]
)
async def test_a_role_is_checked_before_the_body_is_parsed(
    node: LiveNode, user: str | None, status: HTTPStatus
) -> None:
    token = None if user is None else node.token(user)
    for path in ("/auctions", "/auctions/sale/items"):
        assert (await node.post(path, {"nonsense": 1}, token))[0] == status


async def pages(node: LiveNode, path: str, key: str, limit: int) -> list[list[str]]:
    """Read a list to its end; return the ids of each page."""
    found, after = [], ""
    while True:
        _, page = await node.get(f"{path}?limit={limit}{after}")
        found.append([each[key.removesuffix("s") + "_id"] for each in page[key]])
        if page["next_after"] is None:
            return found
        after = f"&after={page['next_after']}"


async def test_lists_of_sales_and_items_have_further_pages(node: LiveNode) -> None:
    sales, lots = [f"sale{number}" for number in range(4)], [f"lot{number}" for number in range(4)]
    for auction_id in sales:
        sale = {"auction_id": auction_id, "title": "A sale"}
        assert (await node.post("/auctions", sale, node.auctioneer))[0] == HTTPStatus.CREATED
    for item_id in lots:
        item = {"item_id": item_id, "title": "A lamp", "start_price": 100}
        await node.post("/auctions/sale0/items", item, node.auctioneer)
    for path, key, expected in (
        ("/auctions", "auctions", sales[::-1]),
        ("/auctions/sale0", "items", lots),
    ):
        assert await pages(node, path, key, 3) == [expected[:3], expected[3:]]
        assert await pages(node, path, key, 2) == [expected[:2], expected[2:]]
        assert await pages(node, path, key, 4) == [expected]
        _, whole = await node.get(f"{path}?_=1")
        assert (len(whole[key]), whole["next_after"]) == (4, None)
        _, nothing = await node.get(f"{path}?after=ghost")
        assert (nothing[key], nothing["next_after"]) == ([], None)
        for wrong in ("limit=0", "limit=501", "limit=x", "after=a%20b"):
            status, problem = await node.get(f"{path}?{wrong}")
            assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"), wrong


async def test_a_sale_staggers_the_ends_of_its_lots(node: LiveNode) -> None:
    first = await node.now() + 3_600_000
    sale = {"auction_id": "sale", "title": "A sale"}
    stagger = {"first_ends_at": first, "interval_s": 90}
    status, shown = await node.post("/auctions", {**sale, "stagger": stagger}, node.auctioneer)
    assert (status, shown["stagger"]) == (201, stagger)
    lots = {"lamp": "1", "vase": "4"}
    for item_id, lot in lots.items():
        item = {"item_id": item_id, "title": "A thing", "start_price": 100, "lot": lot}
        for _ in range(2):
            _, put_up = await node.post("/auctions/sale/items", item, node.auctioneer)
            assert put_up["ends_at"] == first + (int(lot) - 1) * 90_000
    item = {"title": "A thing", "start_price": 100}
    _, refusal = await node.post("/auctions/sale/items", item, node.auctioneer)
    assert (refusal["code"], refusal["field"]) == ("invalid", "lot")
