"""Every format end to end: put up over HTTP, bid on over both faces, archived, closed with its winners."""

import asyncio
import re
from http import HTTPStatus
from typing import Any

import pytest

from tests.integration.archive import archived
from tests.nodes import LiveNode, connected, heard
from tests.timeouts import WAIT_MAX_S

CLOCK: dict[str, Any] = {
    "format": "dutch",
    "start_price": 1_000,
    "step": 100,
    "interval_ms": 60_000,
}


async def closed(node: LiveNode) -> dict[str, Any]:
    """Close the lamp; return its public view."""
    await node.command("lamp", "close")
    item: dict[str, Any] = (await node.get("/items/lamp"))[1]
    return item


def winners(item: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Return the winners, with the names of their handles only."""
    return [(w["bidder"].split("#")[0], w["amount"], w["quantity"]) for w in item["winners"]]


async def test_an_english_item_with_hidden_maxima_a_reserve_and_buy_now(node: LiveNode) -> None:
    item = await node.put_up("lamp", reserve=500, buy_now=2_000)
    assert (item["reserve_met"], item["buy_now"]) == (False, 2_000)
    status, answer = await node.bid(100, "ann", max_amount=700)
    assert (status, answer["price"], answer["leading"]) == (HTTPStatus.OK, 500, True)
    status, answer = await node.bid(510, "ben", max_amount=600)
    assert (status, answer["price"], answer["leading"]) == (HTTPStatus.OK, 610, False)
    seen = (await node.get("/items/lamp"))[1]
    assert (seen["reserve_met"], seen["leader"].split("#")[0]) == (True, "Ann")
    assert not re.search(r"\b700\b", str(seen)), "a maximum is shown only to its owner"
    await node.bid(2_000, "ben")
    bids = await archived(node)
    assert [(b["bidder"].split("#")[0], b["amount"], b["auto"]) for b in bids] == [
        ("Ann", 500, False),
        ("Ben", 510, False),
        ("Ann", 610, True),
        ("Ben", 2_000, False),
    ]
    item = (await node.get("/items/lamp"))[1]
    assert (item["status"], winners(item)) == ("sold", [("Ben", 2_000, 1)])


async def test_a_bidder_sees_only_their_own_maximum(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", max_amount=700)
    for user, yours in [("ann", {"max_amount": 700, "quantity": 1}), ("ben", None)]:
        async with connected(node, node.token(user)) as client:
            answer = await client.call("watch", {"item_id": "lamp"})
            assert answer["yours"] == yours
        headers = {"Authorization": f"Bearer {node.token(user)}"}
        async with node.http.get(f"{node.url}/items/lamp", headers=headers) as response:
            assert (await response.json())["yours"] == yours


async def test_a_raised_maximum_is_answered_again_with_the_first_answer(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", max_amount=700)
    raised: dict[str, Any] = {"bid_id": "raise", "max_amount": 900}
    first, again = [await node.bid(110, "ann", **raised) for _ in range(2)]
    assert first == again
    assert (first[1]["price"], first[1]["leading"]) == (100, True)
    assert len(await archived(node)) == 1


async def test_a_dutch_item_is_sold_at_its_clocks_price(node: LiveNode) -> None:
    item = await node.put_up("lamp", **CLOCK, floor_price=100, quantity=2)
    assert item["clock"] == {
        "start_price": 1_000,
        "step": 100,
        "interval_ms": 60_000,
        "floor_price": 100,
        "since": None,
        "stopped_at": None,
    }
    assert (await node.get("/items/lamp"))[1]["clock"]["since"] is not None
    status, problem = await node.bid(999, "ann")
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "too_low")
    await node.bid(1_000, "ann")
    status, problem = await node.bid(1_000, "ben", quantity=2)
    assert (status, problem["code"], problem["remaining"]) == (HTTPStatus.CONFLICT, "sold_out", 1)
    await node.bid(1_100, "ben")
    await archived(node)
    item = (await node.get("/items/lamp"))[1]
    assert (item["status"], item["remaining"]) == ("sold", 0)
    assert winners(item) == [("Ann", 1_000, 1), ("Ben", 1_000, 1)]


async def test_a_clock_falls_and_closes_by_itself(node: LiveNode) -> None:
    await node.put_up("lamp", **(CLOCK | {"interval_ms": 400}), floor_price=800)
    seen = []
    async with asyncio.timeout(WAIT_MAX_S):
        while (item := (await node.get("/items/lamp"))[1])["status"] == "open":
            steps = (item["server_time"] - item["clock"]["since"]) // 400
            seen.append((item["price"], max(800, 1_000 - 100 * steps)))
            await asyncio.sleep(0.02)
    assert seen
    assert all(price == due for price, due in seen), seen
    assert item["status"] == "unsold"


@pytest.mark.parametrize(("form", "pays"), [("sealed_first", 300), ("sealed_second", 250)])
async def test_a_sealed_item_shows_nothing_until_it_closes(
    node: LiveNode, form: str, pays: int
) -> None:
    before = await node.put_up("lamp", format=form, opened=True)
    before = (await node.get("/items/lamp"))[1]
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        await node.bid(250, "ann")
        status, answer = await node.bid(300, "ben")
        assert (status, answer["seq"], answer["price"], answer["leading"]) == (
            HTTPStatus.OK,
            before["seq"],
            100,
            False,
        )
        shown = (await node.get("/items/lamp"))[1]
        assert {**shown, "server_time": 0} == {**before, "server_time": 0}
        assert (await node.get("/items/lamp/bids"))[1]["bids"] == []
        answer = await watcher.call("watch", {"item_id": "lamp"})
        assert (answer["bids"], answer["complete"]) == ([], True)
        item = await closed(node)
        name, shown = await heard(watcher)
        assert (name, shown["status"]) == ("item", "sold"), "no event before the close"
    assert winners(item) == [("Ben", pays, 1)]
    assert [bid["amount"] for bid in await archived(node)] == [250, 300]


async def test_a_uniform_item_is_sold_at_the_lowest_accepted_price(node: LiveNode) -> None:
    await node.put_up("lamp", format="uniform", quantity=5)
    await node.bid(120, "ann", quantity=2)
    await node.bid(121, "ben", quantity=4)
    assert winners(await closed(node)) == [("Ben", 120, 4), ("Ann", 120, 1)]
    assert [bid["quantity"] for bid in await archived(node)] == [2, 4]


async def test_a_fixed_items_stock_is_never_oversold(node: LiveNode) -> None:
    await node.put_up("lamp", format="fixed", quantity=7)
    answers = await asyncio.gather(*(node.bid(100, f"u{n}", quantity=2) for n in range(6)))
    assert sorted(status for status, _ in answers) == [200] * 3 + [409] * 3
    assert (await node.get("/items/lamp"))[1]["remaining"] == 1
    await node.bid(100, "ann")
    item = (await node.get("/items/lamp"))[1]
    assert (item["status"], sum(w["quantity"] for w in item["winners"])) == ("sold", 7)
    await archived(node)


async def test_an_item_is_refused_with_every_contradiction(node: LiveNode) -> None:
    await node.put_up("other")
    wrong = {
        "title": "A lamp",
        "format": "fixed",
        "start_price": 100,
        "reserve": 50,
        "step": 0,
        "increment": {"ladder": [300, 200]},
        "opens_at": 5,
        "ends_at": 4,
    }
    status, problem = await node.post("/auctions/sale/items", wrong, node.auctioneer)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    named = {error["field"] for error in problem["errors"]}
    assert named == {"reserve", "step", "on_ladder", "increment", "opens_at", "ends_at"}


async def test_a_ladder_takes_its_rungs_only(node: LiveNode) -> None:
    await node.put_up("lamp", start_price=300, increment={"ladder": [300, 320, 350]})
    assert (await node.bid(300, "ann"))[0] == HTTPStatus.OK
    status, problem = await node.bid(330, "ben")
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "off_ladder")
    assert (await node.bid(350, "ben"))[1]["minimum"] == 380


# Retraction


async def test_a_bid_can_be_retracted_over_both_faces(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", bid_id="a1")
    await node.bid(500, "ben", bid_id="b1", max_amount=900)
    async with connected(node, node.token("ben")) as client:
        argument = {"bid_id": "b1", "item_id": "lamp", "reason": "mistyped"}
        answer = await client.call("retract", argument)
        assert answer == {"ok": True, "seq": 5}
        assert await client.call("retract", argument) == answer
    item = (await node.get("/items/lamp"))[1]
    assert (item["price"], item["leader"].split("#")[0]) == (100, "Ann")
    body = {"bid_id": "a1", "reason": "changed_description"}
    path = "/items/lamp/retract"
    assert (await node.post(path, body, node.token("ben")))[0] == HTTPStatus.NOT_FOUND
    assert (await node.post(path, body, node.token("ann")))[0] == HTTPStatus.OK
    item = (await node.get("/items/lamp"))[1]
    assert (item["price"], item["minimum"], item["leader"]) == (100, 100, None)
    await node.command("lamp", "close")
    status, _ = await node.post(path, body, node.token("ann"))
    assert status == HTTPStatus.OK, "a retraction is repeated without effect"
    await archived(node)


async def test_no_bid_is_retracted_after_the_end(node: LiveNode) -> None:
    await node.put_up("lamp")
    await node.bid(100, "ann", bid_id="a1")
    await node.command("lamp", "close")
    body = {"bid_id": "a1", "reason": "mistyped"}
    status, problem = await node.post("/items/lamp/retract", body, node.token("ann"))
    assert (status, problem["code"]) == (HTTPStatus.CONFLICT, "not_retractable")
