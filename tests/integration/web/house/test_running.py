"""Running a sale in a room over HTTP, by its clerk and on two nodes."""

from http import HTTPStatus
from typing import Any

from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.redis_servers import eventually

CLERKS = "/auctions/sale/clerks"


async def send(node: LiveNode, method: str, path: str, token: str, body: Any = None) -> Any:
    """Send a request; return its status and its answer."""
    headers = {"Authorization": f"Bearer {token}"}
    async with node.http.request(method, node.url + path, json=body, headers=headers) as response:
        return response.status, await response.json()


async def test_a_clerks_bids_are_the_paddles_bidders_own_until_the_grant_is_taken_back(
    node: LiveNode, stores: StoreUrls
) -> None:
    house, clerk = node.auctioneer, node.token("cleo")
    await node.put_up()
    bid = {"bid_id": "f1", "amount": 150, "source": "floor", "paddle": "12"}
    room_bid = "/items/lamp/room_bid"
    assert (await send(node, "POST", room_bid, clerk, bid))[0] == HTTPStatus.FORBIDDEN
    assert (await send(node, "PUT", f"{CLERKS}/cleo", house))[0] == HTTPStatus.OK
    async with node_here(stores) as other:
        assert (await send(other, "POST", room_bid, clerk, bid))[1]["code"] == "not_found"
        await send(other, "PUT", "/auctions/sale/paddles/12", clerk, {"user_id": "ann"})
        status, answer = await send(other, "POST", room_bid, clerk, bid)
        assert (status, answer["leading"]) == (HTTPStatus.OK, True)
        _, problem = await node.bid(500, "ann", raise_own=False)
        assert problem["code"] == "already_leading"
        stale = {**bid, "bid_id": "f2", "expected_seq": answer["seq"] - 1}
        status, problem = await send(other, "POST", room_bid, clerk, stale)
        assert (status, problem["code"], problem["seq"]) == (409, "conflict", answer["seq"])
        await archived(stores, BIDS, 1)
        _, history = await node.get("/items/lamp/bids")
        assert [(each["source"], each["paddle"]) for each in history["bids"]] == [("floor", "12")]
        void = {"bid_id": "f1", "reason": "misread"}
        for _ in range(2):
            assert (await send(other, "POST", "/items/lamp/void", clerk, void))[0] == HTTPStatus.OK
        _, item = await node.get("/items/lamp")
        assert (item["leader"], item["price"], item["retractions"]) == (None, 100, 1)
        assert (await send(node, "DELETE", f"{CLERKS}/cleo", house))[0] == HTTPStatus.OK
        assert (await send(node, "POST", "/items/lamp/pause", clerk))[0] == HTTPStatus.FORBIDDEN

        async def is_refused() -> bool:
            refused, _ = await send(other, "POST", "/items/lamp/pause", clerk)
            return bool(refused == HTTPStatus.FORBIDDEN)

        await eventually(is_refused)
