"""The published contract of HTTP is true: a live node has its routes, and answers as it says."""

from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web

from server.reference.examples.table import EXAMPLES
from server.reference.operations.operation import Who
from server.reference.operations.table import operations as all_operations
from server.use_cases.running import COMMANDS
from tests.archive_rows import BIDS, archived
from tests.contract_checks import (
    PROBLEM,
    judge_problem,
    operations,
)
from tests.integration.caller import Caller
from tests.integration.room import made, put_up_room, run_room
from tests.nodes import LiveNode

DOCUMENTS = {
    "/openapi.json": "application/json",
    "/asyncapi.json": "application/json",
    "/docs": "text/html",
}
NOT_DESCRIBED = {"/socket.io/", "/assets/{name}", "/docs.js"}
"""The sockets' own way in, which is AsyncAPI's, and the files that the pages consist of."""
READ_BY_ANYBODY = (
    *("/items?q=vase&sort=price", "/items/lamp", "/items/lamp/bids", "/auctions", "/auctions/sale"),
    *("/healthz", "/readyz"),
)
BODIES: dict[Any, Any] = {**EXAMPLES, None: None}


def described(resource: web.AbstractResource) -> set[str]:
    """Return the paths of a resource as the contract writes them: a path for each command."""
    path = resource.canonical
    if path.endswith("{command}"):
        return {path.replace("{command}", name) for name in COMMANDS}
    return set() if path in NOT_DESCRIBED else {path}


async def test_every_route_is_described_and_none_else(node: LiveNode) -> None:
    assert node.here is not None
    routed = {
        (route.method, path)
        for resource in node.here.routes.resources()
        for path in described(resource)
        for route in resource
        if route.method != "HEAD"
    }
    assert routed == set(operations())


async def test_a_token_is_needed_where_the_contract_says_so(node: LiveNode) -> None:
    names = dict.fromkeys(("item_id", "auction_id", "user_id", "webhook_id", "number"), "ghost")
    names["delivery_id"] = "1"
    for each in all_operations():
        example = BODIES.get(each.takes)
        statuses = []
        for token in (None, node.token("ann")):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            url = node.url + each.path.format(**names)
            async with node.http.request(
                each.method, url, json=example, headers=headers
            ) as response:
                statuses.append(response.status)
        needs_token = statuses[0] == HTTPStatus.UNAUTHORIZED
        assert needs_token == (each.who in {Who.KNOWN, Who.AUCTIONEER, Who.CLERK, Who.SERVICE}), (
            each.name
        )
        assert HTTPStatus.FORBIDDEN not in statuses or each.who is Who.AUCTIONEER, each.name


@pytest.mark.parametrize(("path", "media_type"), DOCUMENTS.items())
async def test_a_document_is_sent_once_to_who_remembers_it(
    node: LiveNode, path: str, media_type: str
) -> None:
    url = node.url + path
    async with node.http.get(url) as response:
        assert (response.status, response.content_type) == (HTTPStatus.OK, media_type)
        assert response.headers["Cache-Control"] == "no-cache"
        assert len(await response.read()) > 10_000
        etag = response.headers["ETag"]
    for known, expected in ((etag, 304), (f'"other", {etag}', 304), ('"other"', 200)):
        async with node.http.get(url, headers={"If-None-Match": known}) as response:
            assert (response.status, response.headers["ETag"]) == (expected, etag)


async def test_bids_of_every_format_and_their_refusals_are_as_published(caller: Caller) -> None:
    ends_at = await caller.node.now() + 24 * 3_600_000
    await caller.put_up("ladder", increment={"ladder": [100, 150, 200]}, ends_at=ends_at)
    assert await caller.bid("ladder", 100, max_amount=200) == "ok"
    assert await caller.bid("ladder", 150, "bob") == "ok"
    assert await caller.bid("ladder", 260, "bob") == "off_ladder"
    assert await caller.bid("ladder", 100, "bob") == "too_low"
    assert await caller.bid("ladder", 0) == "invalid"
    assert await caller.bid("ghost", 100) == "not_found"
    assert await caller.bid("ladder", 1000, "house") == "own_item"
    assert await caller.bid("ladder", 1000) == "already_leading"
    assert await caller.bid("ladder", 1000, bid_id="same", raise_own=True) == "ok"
    assert await caller.bid("ladder", 1050, bid_id="same") == "bid_id_reused"
    await caller.put_up("capped", bid_cap=900, bid_multiple=5)
    assert await caller.bid("capped", 100, max_amount=501) == "implausible"
    assert await caller.bid("capped", 100, max_amount=501, confirmed=True) == "ok"
    rules: dict[str, Any] = {"step": 5, "interval_ms": 60_000, "floor_price": 10, "quantity": 2}
    await caller.put_up("clock", format="dutch", **rules)
    await caller.put_up("stock", format="fixed", quantity=2)
    await caller.put_up("secret", format="sealed_second", ends_at=ends_at)
    await caller.put_up("lots", format="uniform", quantity=3)
    for item_id in ("clock", "stock", "secret", "lots"):
        assert await caller.bid(item_id, 100) == "ok"
        await caller.http("GET", f"/items/{item_id}", token=caller.node.token("ann"))
    assert await caller.bid("stock", 100, quantity=2) == "sold_out"
    assert await caller.bid("secret", 50) == "too_low"
    await caller.command("secret", "close")
    assert await caller.bid("secret", 500) == "closed"
    await caller.command("lots", "pause")
    assert await caller.bid("lots", 500) == "paused"
    for item_id in ("ladder", "secret"):
        await caller.http("GET", f"/items/{item_id}/bids?limit=1")
    _, sale = await caller.http("GET", "/auctions/sale")
    assert len(sale["items"]) == 6


async def test_a_sale_that_checks_its_bidders_is_as_published(caller: Caller) -> None:
    node = caller.node
    gated = {"auction_id": "gated", "title": "x", "approval": True, "spending_limit": 500}
    await caller.http("POST", "/auctions", {**gated, "sequence": {"gap_s": 1}}, node.auctioneer)
    new = {"title": "A lamp", "start_price": 100, "duration_ms": 60_000}
    _, item = await caller.http("POST", "/auctions/gated/items", new, node.auctioneer)
    assert await caller.bid(item["item_id"], 100) == "not_open"
    await caller.command(item["item_id"], "open")
    assert await caller.bid(item["item_id"], 100) == "forbidden"
    path = "/auctions/gated/bidders"
    await caller.http("PUT", f"{path}/ann", {"approved": True}, node.auctioneer)
    assert await caller.bid(item["item_id"], 100) == "ok"
    assert await caller.bid(item["item_id"], 900, raise_own=True) == "limit_exceeded"
    _, listed = await caller.http("GET", path, token=node.auctioneer)
    assert [each["state"] for each in listed["bidders"]] == ["approved"]
    for token, code in ((None, "unauthenticated"), (node.token(), "forbidden")):
        assert (await caller.http("GET", path, token=token))[1]["code"] == code


async def test_every_operation_is_answered_as_published(caller: Caller) -> None:
    node = caller.node
    await caller.http("POST", "/users", {"name": "Zoe"})
    await caller.http("POST", "/users", {"name": ""})
    await caller.http("PATCH", "/users/me", {"name": "Anna"}, node.token())
    await caller.put_up("lamp", ends_at=await node.now() + 3_600_000)
    assert await caller.bid("lamp", 100, bid_id="b1") == "ok"
    await archived(node.stores, BIDS, 1)
    take_back = {"bid_id": "b1", "reason": "mistyped"}
    await caller.http("POST", "/items/lamp/retract", take_back, node.token())
    await caller.http("GET", "/items/lamp/reach", token=node.auctioneer)
    for name in ("warn", "pause", "resume"):
        await caller.command("lamp", name)
    end = {"ends_at": await node.now() + 7_200_000}
    await caller.command("lamp", "extend", end)
    for wrong in ({"ends_at": 1}, {"ends_at": "soon"}):
        assert (await caller.http("POST", "/items/lamp/extend", wrong, node.auctioneer))[0] == 422
    for act in ("pause", "resume"):
        await caller.http("POST", f"/auctions/sale/{act}", {}, node.auctioneer)
    await caller.http("POST", "/auctions/sale/extend", {"by_ms": 60_000}, node.auctioneer)
    await caller.command("lamp", "close")
    answer = await caller.http(
        "POST", "/items/lamp/retract", {**take_back, "bid_id": "no"}, node.token()
    )
    assert answer[1]["code"] == "not_found"
    await caller.put_up("vase")
    await caller.command("vase", "cancel")
    assert (await caller.http("POST", "/items/vase/open", None, node.token("x")))[0] == 403
    await filed(caller)
    for path in READ_BY_ANYBODY:
        await caller.http("GET", path)
    assert (await caller.http("GET", "/items/a%20b"))[1]["code"] == "invalid"
    for path in ("/items/ghost", "/items/ghost/bids", "/auctions/ghost"):
        assert (await caller.http("GET", path))[1]["code"] == "not_found"
    gated = {"auction_id": "gated", "title": "x", "approval": True}
    await caller.http("POST", "/auctions", gated, node.auctioneer)
    await caller.http("PUT", "/auctions/gated/bidders/ann", {}, node.auctioneer)
    await caller.http("GET", "/auctions/gated/bidders", None, node.auctioneer)
    await edited(caller)
    await settled(caller)
    for method, path in (
        *(("GET", name) for name in ("bids", "wins", "watchlist")),
        *((method, "watchlist/lamp") for method in ("PUT", "DELETE")),
    ):
        await caller.http(method, f"/me/{path}", token=node.token())
    for act in ("block", "unblock"):
        await caller.http("POST", f"/auctions/gated/bidders/ann/{act}", {}, node.auctioneer)
    await caller.http("POST", "/auctions/gated/admission", {"note": "please"}, node.token())
    await caller.http("GET", "/auctions/gated/admission", token=node.token())
    await ran(caller)
    # A deposit takes a signature: the tests of admission send one, and its answer is that of `admit`.
    path, deposit = "/auctions/gated/bidders/ann/deposit", {"auction_id": "gated", "user_id": "ann"}
    assert (await caller.http("POST", path, deposit))[1]["code"] == "unauthenticated"
    answered = {name for name, answer in caller.seen if answer == "ok"} | {"deposit"}
    assert {each.name for each in all_operations() if not isinstance(each.answers, str)} == answered


async def filed(caller: Caller) -> None:
    """Import and export items."""
    node = caller.node
    items = {"items": [{"lot": "7", "title": "A vase", "start_price": 100}]}
    for query in ("?dry_run=true", ""):
        path = f"/auctions/sale/import{query}"
        assert (await caller.http("POST", path, items, node.auctioneer))[0] == HTTPStatus.OK
    path = "/auctions/sale/import"
    assert (await caller.http("POST", path, {"items": [{}]}, node.auctioneer))[0] == 422
    _, exported = await caller.http(
        "GET", "/auctions/sale/export?format=json", None, node.auctioneer
    )
    assert exported["items"][0]["lot"] == "7"


async def edited(caller: Caller) -> None:
    """Change and delete items."""
    house = caller.node.auctioneer
    await caller.http("PATCH", "/items/lamp", {"title": "Brass lamp", "lot": "1"}, house)
    for wrong in ({"start_price": 5}, {"title": None}, {"lot": "x"}):
        answer = await caller.http("PATCH", "/items/lamp", wrong, house)
        assert answer[1]["code"] == "invalid"
    assert (await caller.http("DELETE", "/items/lamp", None, house))[1]["code"] == "closed"
    fair = {"auction_id": "fair", "title": "A fair"}
    await caller.http("POST", "/auctions", fair, house)
    await caller.http("PATCH", "/auctions/fair", {"title": "The fair", "currency": "USD"}, house)
    late = await caller.http("PATCH", "/auctions/sale", {"currency": "USD"}, house)
    assert late[1]["code"] == "conflict"
    assert (await caller.http("DELETE", "/auctions/sale", None, house))[1]["code"] == "conflict"
    await caller.http("DELETE", "/auctions/fair", None, house)
    await caller.node.put_up("chair", opened=False)
    await caller.http("DELETE", "/items/chair", None, house)
    assert (await caller.http("PATCH", "/items/chair", {}, house))[1]["code"] == "not_found"


async def ran(caller: Caller) -> None:
    """Run a sale in a room, and ask for its clerks and paddles."""
    house, clerk = caller.node.auctioneer, await put_up_room(caller)

    async def send(token: str, item_id: str, name: str, argument: Any) -> None:
        await made(caller, "POST", f"/items/{item_id}/{name}", argument or None, token)

    notice = {"notice_id": "n0", "text": "Welcome."}
    await made(caller, "POST", "/auctions/room/notice", notice, clerk)
    await run_room(caller.node, clerk, send)
    await made(caller, "GET", "/auctions/room/paddles", None, clerk)
    await made(caller, "GET", "/auctions/room/clerks", None, house)
    await made(caller, "DELETE", "/auctions/room/clerks/cleo", None, house)
    status, problem = await caller.http("POST", "/items/desk/award", {"step": 3}, house)
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "conflict")


async def settled(caller: Caller) -> None:
    """Ask for all that belongs to the settling of a sale."""
    house = caller.node.auctioneer
    await caller.http("GET", "/items/lamp/quote?amount=500")
    assert (await caller.http("GET", "/items/ghost/quote"))[1]["code"] == "not_found"
    await caller.http("GET", "/auctions/sale/results", None, house)
    await caller.http("GET", "/auctions/sale/statements/ann", None, house)
    await caller.http("GET", "/me/statement?auction_id=sale", None, caller.node.token("ann"))
    await webhooks(caller)


async def webhooks(caller: Caller) -> None:
    """Set a webhook up, send to it, and delete it."""
    house = caller.node.auctioneer
    new = {"url": "https://house.invalid/hook", "events": ["item.sold"]}
    _, added = await caller.http("POST", "/webhooks", new, house)
    path = f"/webhooks/{added['webhook_id']}"
    await caller.http("GET", "/webhooks", None, house)
    await caller.http("PATCH", path, {"enabled": False}, house)
    _, sent = await caller.http("POST", f"{path}/test", None, house)
    await caller.http("GET", f"{path}/deliveries", None, house)
    await caller.http("POST", f"{path}/deliveries/{sent['delivery_id']}/send", None, house)
    assert (await caller.http("POST", f"{path}/deliveries/0/send", None, house))[0] == 422
    inside = {**new, "url": "https://169.254.169.254/"}
    assert (await caller.http("POST", "/webhooks", inside, house))[1]["code"] == "invalid"
    await caller.http("DELETE", path, None, house)
    assert (await caller.http("DELETE", path, None, house))[1]["code"] == "not_found"


async def test_what_no_handler_refuses_is_a_problem_as_published(node: LiveNode) -> None:
    huge = b'"' + b"x" * 100_000 + b'"'
    for method, path, body in (
        ("GET", "/nowhere", b""),
        ("DELETE", "/bid", b""),
        ("POST", "/users", huge),
    ):
        async with node.http.request(method, node.url + path, data=body) as response:
            assert response.content_type == PROBLEM
            judge_problem(response.status, await response.json())
