"""The HTTP face: every route of the contract, and every way of being refused."""

from http import HTTPStatus
from typing import Any

import pytest

from server.domain.types import Role
from tests.archived import BIDS, archived
from tests.nodes import LiveNode, StoreUrls, node_here

NEW = {"item_id": "lamp", "title": "A lamp", "start_price": 100}


async def test_a_registered_user_can_bid_with_the_token_they_got(node: LiveNode) -> None:
    await node.put_up()
    status, user = await node.post("/users", {"name": "Zoë"})
    assert (status, user["role"], user["name"]) == (HTTPStatus.CREATED, "bidder", "Zoë")
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
    status, answer = await node.post("/bid", bid, user["token"])
    assert (status, answer["leading"]) == (HTTPStatus.OK, True)
    assert (await node.get("/items/lamp"))[1]["leader"] == user["handle"]


async def test_registration_is_refused_where_it_is_off(stores: StoreUrls) -> None:
    async with node_here(stores, open_registration=False) as node:
        status, problem = await node.post("/users", {"name": "Ann"})
    assert (status, problem["code"]) == (HTTPStatus.FORBIDDEN, "forbidden")


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


async def test_creating_the_same_sale_or_item_again_finds_it_done(node: LiveNode) -> None:
    first = await node.put_up(opened=False)
    again = await node.put_up(opened=False)
    assert {**first, "server_time": 0} == {**again, "server_time": 0}
    status, problem = await node.post(
        "/auctions/sale/items", {**NEW, "title": "Other"}, node.auctioneer
    )
    assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "item_id")
    other = {"auction_id": "sale", "title": "Other"}
    status, problem = await node.post("/auctions", other, node.auctioneer)
    assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "auction_id")


async def test_history_is_paged_newest_first(node: LiveNode) -> None:
    await node.put_up()
    for amount in range(150, 200, 10):
        await node.bid(amount)
    await archived(node.stores, BIDS, 5)
    _, first = await node.get("/items/lamp/bids?limit=3")
    assert [bid["amount"] for bid in first["bids"]] == [190, 180, 170]
    _, rest = await node.get(f"/items/lamp/bids?limit=3&before={first['next_before']}")
    assert [bid["amount"] for bid in rest["bids"]] == [160, 150]
    assert rest["next_before"] is None


async def test_the_auctioneer_runs_the_item_over_http(node: LiveNode) -> None:
    ends_at = await node.now() + 60_000
    await node.put_up(opened=False, ends_at=ends_at)
    seqs = [
        (await node.command("lamp", name))["seq"] for name in ("open", "warn", "pause", "resume")
    ]
    assert seqs == [2, 3, 4, 5]
    _, item = await node.get("/items/lamp")
    assert item["ends_at"] > ends_at
    later = item["ends_at"] + 5_000
    assert (await node.command("lamp", "extend", ends_at=later))["seq"] == 6
    assert (await node.get("/items/lamp"))[1]["ends_at"] == later
    assert (await node.command("lamp", "cancel"))["seq"] == 7
    assert (await node.get("/items/lamp"))[1]["status"] == "cancelled"


async def test_a_command_sent_again_finds_its_work_done(node: LiveNode) -> None:
    await node.put_up()
    first = await node.command("lamp", "pause")
    assert await node.command("lamp", "pause") == first


async def test_only_the_sales_own_auctioneer_puts_items_up(node: LiveNode) -> None:
    await node.put_up()
    for token, expected in (
        (None, HTTPStatus.UNAUTHORIZED),
        (node.token("ann"), HTTPStatus.FORBIDDEN),
        (node.token("rival", Role.AUCTIONEER), HTTPStatus.FORBIDDEN),
        (node.token("root", Role.ADMIN), HTTPStatus.CREATED),
    ):
        status, _ = await node.post("/auctions/sale/items", {**NEW, "item_id": "vase"}, token)
        assert status == expected


async def test_an_auctioneer_cannot_bid_on_an_item_of_their_own(node: LiveNode) -> None:
    await node.put_up()
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
    status, problem = await node.post("/bid", bid, node.auctioneer)
    assert (status, problem["code"]) == (HTTPStatus.FORBIDDEN, "own_item")


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"start_price": 0}, "start_price"),
        ({"start_price": 1.5}, "start_price"),
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"format": "silent"}, "format"),
        ({"image_url": "javascript:alert(1)"}, "image_url"),
        ({"increment": []}, "increment"),
        ({"increment": [[0, 10], [0, 20]]}, "increment"),
        ({"increment": [[0, 0]]}, "increment.0.1"),
        ({"soft_close": {"policy": "reset"}}, "soft_close"),
        ({"soft_close": {"policy": "sometimes"}}, "soft_close.policy"),
        ({"opens_at": 2_000_000_000_000, "ends_at": 2_000_000_000_000}, "ends_at"),
        ({"reserve": 1}, "reserve"),
        ({"hurry": 5}, "hurry"),
    ],
)
async def test_a_wrong_item_is_refused_with_the_field_named(
    node: LiveNode, rules: dict[str, Any], field: str
) -> None:
    await node.put_up("other")
    status, problem = await node.post("/auctions/sale/items", {**NEW, **rules}, node.auctioneer)
    assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await node.get("/items/lamp"))[0] == HTTPStatus.NOT_FOUND


async def test_an_end_in_the_past_is_refused(node: LiveNode) -> None:
    await node.put_up("other")
    status, problem = await node.post(
        "/auctions/sale/items", {**NEW, "ends_at": 1}, node.auctioneer
    )
    assert (status, problem["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "ends_at")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"amount": NaN}',
        b'{"bid_id":"\\ud800"}',
        b"[" * 50_000,
    ],
)
async def test_a_body_that_is_no_bid_is_refused_as_invalid(node: LiveNode, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {node.token()}"}
    async with node.http.post(f"{node.url}/bid", data=body, headers=headers) as response:
        problem = await response.json()
    assert (response.status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer nonsense", "nonsense"])
async def test_a_wrong_authorization_is_refused(node: LiveNode, header: str) -> None:
    headers = {"Authorization": header}
    async with node.http.post(f"{node.url}/bid", json={}, headers=headers) as response:
        assert response.status == HTTPStatus.UNAUTHORIZED
        assert (await response.json())["code"] == "unauthenticated"


async def test_what_aiohttp_refuses_is_a_problem_document_too(node: LiveNode) -> None:
    status, problem = await node.get("/nowhere")
    assert (status, problem["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    async with node.http.delete(f"{node.url}/bid") as response:
        assert response.status == HTTPStatus.METHOD_NOT_ALLOWED
        assert response.headers["Allow"] == "POST"
        assert (await response.json())["status"] == HTTPStatus.METHOD_NOT_ALLOWED
    huge = b'"' + b"x" * 100_000 + b'"'
    async with node.http.post(f"{node.url}/users", data=huge) as response:
        assert response.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        assert (await response.json())["code"] == "invalid"


@pytest.mark.parametrize("path", ["/items/a%00b", "/items/a%20b/bids", "/auctions/a%2Fb"])
async def test_an_id_that_is_none_is_refused_and_not_looked_up(node: LiveNode, path: str) -> None:
    status, problem = await node.get(path)
    assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")


@pytest.mark.parametrize("path", ["/items/ghost", "/items/ghost/bids", "/auctions/ghost"])
async def test_what_is_not_there_is_not_found(node: LiveNode, path: str) -> None:
    status, problem = await node.get(path)
    assert (status, problem["code"]) == (HTTPStatus.NOT_FOUND, "not_found")


async def test_health_names_each_dependency(node: LiveNode) -> None:
    assert await node.get("/healthz") == (HTTPStatus.OK, {"alive": True})
    status, body = await node.get("/readyz")
    assert (status, body["ready"]) == (HTTPStatus.OK, True)
    assert body["dependencies"] == {"redis": "ok", "postgres": "ok", "rooms": "ok"}
