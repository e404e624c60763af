"""Bids and items over HTTP."""

from http import HTTPStatus

import pytest

from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode


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


async def test_an_auctioneer_cannot_bid_on_an_item_of_their_own(node: LiveNode) -> None:
    await node.put_up()
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
    status, problem = await node.post("/bid", bid, node.auctioneer)
    assert (status, problem["code"]) == (HTTPStatus.FORBIDDEN, "own_item")


@pytest.mark.parametrize("path", ["/items/a%00b", "/items/a%20b/bids", "/auctions/a%2Fb"])
async def test_a_malformed_id_is_refused_and_not_looked_up(node: LiveNode, path: str) -> None:
    status, problem = await node.get(path)
    assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")


@pytest.mark.parametrize("path", ["/items/ghost", "/items/ghost/bids"])
async def test_an_item_that_does_not_exist_is_not_found(node: LiveNode, path: str) -> None:
    status, problem = await node.get(path)
    assert (status, problem["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    assert problem["detail"] == "there is no such item"
