"""Registration over HTTP."""

from http import HTTPStatus

from tests.nodes import LiveNode, StoreUrls, node_here


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
