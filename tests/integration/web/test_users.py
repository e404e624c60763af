"""Registration over HTTP."""

from http import HTTPStatus
from typing import Any

from tests.nodes import LiveNode, StoreUrls, node_here


async def test_a_registered_user_can_bid_with_the_token_they_got(node: LiveNode) -> None:
    await node.put_up()
    status, user = await node.post("/users", {"name": "Zoë"})
    assert (status, user["role"], user["name"]) == (HTTPStatus.CREATED, "bidder", "Zoë")
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
    status, answer = await node.post("/bid", bid, user["token"])
    assert (status, answer["leading"]) == (HTTPStatus.OK, True)
    assert (await node.get("/items/lamp"))[1]["leader"] == user["handle"]


async def test_a_renamed_bidder_keeps_the_lead_and_bids_under_the_new_name(node: LiveNode) -> None:
    await node.put_up()
    _, ann = await node.post("/users", {"name": "Ann"})
    await node.post("/bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150}, ann["token"])
    status, renamed = await _rename(node, {"name": "Ann B"}, ann["token"])
    assert (status, renamed["user_id"]) == (HTTPStatus.OK, ann["user_id"])
    again = {"bid_id": "b2", "item_id": "lamp", "amount": 200, "raise_own": True}
    assert (await node.post("/bid", again, renamed["token"]))[0] == HTTPStatus.OK
    assert (await node.get("/items/lamp"))[1]["leader"] == renamed["handle"]
    assert renamed["handle"] == ann["handle"].replace("Ann#", "Ann B#")


async def test_a_new_name_obeys_the_rules_of_names_and_needs_a_bidders_token(
    node: LiveNode,
) -> None:
    ann = node.token("ann")
    for body, token, status in (
        ({"name": "\u200b"}, ann, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"name": "Ann", "role": "admin"}, ann, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"name": "Ann"}, None, HTTPStatus.UNAUTHORIZED),
        ({"name": "Ann"}, node.token("ben", ttl_s=-10), HTTPStatus.UNAUTHORIZED),
        ({"name": "Home"}, node.auctioneer, HTTPStatus.FORBIDDEN),
        ({"name": "Ann"}, ann, HTTPStatus.TOO_MANY_REQUESTS),
    ):
        assert (await _rename(node, body, token))[0] == status


async def test_registration_is_refused_where_it_is_off(stores: StoreUrls) -> None:
    async with node_here(stores, open_registration=False) as node:
        status, problem = await node.post("/users", {"name": "Ann"})
    assert (status, problem["code"]) == (HTTPStatus.FORBIDDEN, "forbidden")


async def _rename(node: LiveNode, body: object, token: str | None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with node.http.patch(node.url + "/users/me", json=body, headers=headers) as response:
        return response.status, await response.json()
