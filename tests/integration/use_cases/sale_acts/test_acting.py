"""Acts on a whole sale: over both faces, for new items, and finished where a node left them."""

from typing import Any

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.acts import SaleActs
from server.domain.commands import SaleAct
from server.domain.running.sale_acts import ActOfSale
from server.domain.types import AuctionId
from tests.nodes import LiveNode, connected

SALE = AuctionId("sale")


async def act(node: LiveNode, name: str, body: Any = None, token: str | None = None) -> Any:
    return await node.post(f"/auctions/sale/{name}", body, token or node.auctioneer)


async def status_of(node: LiveNode, item_id: str = "lamp") -> str:
    _, item = await node.get(f"/items/{item_id}")
    return str(item["status"])


def store(node: LiveNode) -> SaleActs:
    assert node.here is not None
    pool: GuardedPool = node.here.core.pool
    return SaleActs(pool)


async def test_a_sale_is_paused_extended_and_resumed_as_a_whole(node: LiveNode) -> None:
    now = await node.now()
    await node.put_up("lamp", ends_at=now + 60_000)
    await node.put_up("vase")
    await node.put_up("gone")
    await node.command("gone", "close")
    status, answer = await act(node, "pause")
    assert (status, answer["items"]) == (
        200,
        {"changed": 2, "unchanged": 0, "ended": 1, "failed": 0},
    )
    assert (await node.bid(150))[1]["code"] == "paused"
    assert (await act(node, "pause"))[1] == answer, "a repeated pause is the same act"
    assert (await node.get("/auctions/sale"))[1]["paused"] is True
    await node.put_up("late", opened=False, opens_at=now + 600_000)
    assert (await status_of(node, "late")) == "scheduled"
    async with connected(node, node.auctioneer) as house:
        sale = {"auction_id": "sale"}
        extension = {**sale, "by_ms": 5_000, "act_id": "x"}
        answers = [await house.call("extend_sale", extension) for _ in range(2)]
        assert [each["items"]["changed"] for each in answers] == [1, 1]
        resumed = await house.call("resume_sale", sale)
        assert resumed["items"]["changed"] == 3
        wrong = await house.call("extend_sale", {**extension, "by_ms": 6_000})
        assert wrong["error"]["field"] == "act_id"
    _, lamp = await node.get("/items/lamp")
    assert 65_000 <= lamp["ends_at"] - now < 65_000 + 30_000
    assert (await node.bid(150))[0] == 200


async def test_only_the_house_acts_on_a_sale(node: LiveNode) -> None:
    await node.put_up()
    for token, code in ((node.token("ann"), "forbidden"), (None, "unauthenticated")):
        answer = await node.post("/auctions/sale/pause", None, token)
        assert answer[1]["code"] == code
    assert (await node.post("/auctions/none/pause", None, node.auctioneer))[0] == 404
    assert (await act(node, "extend", {"by_ms": 0}))[1]["code"] == "invalid"
    assert await status_of(node) == "open"


async def test_an_act_that_a_node_left_is_finished_before_the_next_and_in_the_background(
    node: LiveNode,
) -> None:
    await node.put_up()
    now = await node.now()
    left = ActOfSale(auction_id=SALE, act_id="left", act=SaleAct.PAUSE, at=now - 60_000)
    kept = await store(node).begin(left)
    assert (kept.number, kept.done) == (1, False)
    status, answer = await act(node, "extend", {"by_ms": 1_000})
    assert (status, answer["items"]["failed"]) == (200, 0)
    assert await status_of(node) == "paused"
    assert await store(node).unfinished(before=now + 60_000) == []
    again = ActOfSale(auction_id=SALE, act_id="again", act=SaleAct.RESUME, at=now - 60_000)
    await store(node).begin(again)
    assert node.here is not None
    await node.here.core.acting.finish()
    assert await status_of(node) == "open"
