"""Running a sale in a room over HTTP, by its clerk and on two nodes."""

from http import HTTPStatus
from typing import Any

from server.use_cases.running import COMMANDS, WITH_ARGUMENT
from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.redis_servers import eventually

CLERKS = "/auctions/sale/clerks"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "extend": {"ends_at": 2**50},
    "set_asking": {"price": 500},
    "give_notice": {"notice_id": "n", "text": "Sold as seen."},
    "award": {"step": 1},
    "void": {"bid_id": "b", "reason": "misread"},
}
WITHOUT_ARGUMENT = [
    ("DELETE", "/items/lamp"),
    ("DELETE", "/auctions/sale"),
    ("PUT", f"{CLERKS}/cleo"),
    ("DELETE", f"{CLERKS}/cleo"),
    ("POST", "/auctions/sale/bidders/ann/unblock"),
    ("PUT", "/me/watchlist/lamp"),
    ("DELETE", "/me/watchlist/lamp"),
    ("DELETE", "/webhooks/1"),
    ("POST", "/webhooks/1/test"),
    ("POST", "/webhooks/1/deliveries/1/send"),
]


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
        (shown,) = history["bids"]
        assert (shown["source"], shown["paddle"], "by" in shown) == ("floor", "12", False)
        for reader, by in ((clerk, "cleo"), (house, "cleo"), (node.token("ann"), None)):
            _, history = await send(other, "GET", "/items/lamp/bids", reader)
            assert history["bids"][0].get("by") == by
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


async def test_every_command_heeds_an_expected_event_on_both_faces(node: LiveNode) -> None:
    await node.put_up(opened=False)
    house, answers = node.auctioneer, {}
    async with connected(node, house) as client:
        for command in (*COMMANDS, *WITH_ARGUMENT):
            argument: dict[str, Any] = ARGUMENTS.get(command, {})
            path, stale = f"/items/lamp/{command}", {**argument, "expected_seq": 0}
            answers[command] = (
                (await send(node, "POST", path, house, stale))[1].get("code"),
                (await send(node, "POST", f"{path}?expected_seq=0", house, argument))[1].get(
                    "code"
                ),
                (await client.call(command, {"item_id": "lamp", **stale}))["error"]["code"],
            )
    assert answers.pop("give_notice") == ("invalid",) * 3
    assert answers == dict.fromkeys(answers, ("conflict",) * 3)


async def test_a_body_for_a_request_that_takes_none_is_refused(node: LiveNode) -> None:
    await node.put_up(opened=False)
    for method, path in WITHOUT_ARGUMENT:
        status, problem = await send(node, method, path, node.auctioneer, {"expected_seq": 2})
        assert (status, problem["code"]) == (422, "invalid"), path
        assert "expected_seq" in str(problem["errors"])
