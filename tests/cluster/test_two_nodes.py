"""Two nodes on the same stores serve the same sale."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest

from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode, NodeProcess, StoreUrls, connected, heard, node_process


@pytest.fixture
async def pair(stores: StoreUrls) -> AsyncIterator[tuple[NodeProcess, NodeProcess]]:
    slow = {"AUCTION_BID_TIMEOUT_MS": "20000"}
    async with node_process(stores, **slow) as one, node_process(stores, **slow) as other:
        yield one, other


async def test_a_bid_on_one_node_reaches_a_watcher_on_the_other(
    pair: tuple[NodeProcess, NodeProcess],
) -> None:
    one, other = pair[0].node, pair[1].node
    await one.put_up()
    async with connected(other) as watcher, connected(one, one.token("ann")) as ann:
        await watcher.call("watch", {"item_id": "lamp"})
        await ann.call("bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150})
        name, message = await heard(watcher)
    assert (name, message["price"], message["seq"]) == ("new_bid", 150, 3)


async def test_a_bidder_who_is_outbid_on_another_node_is_notified(
    pair: tuple[NodeProcess, NodeProcess],
) -> None:
    one, other = pair[0].node, pair[1].node
    await one.put_up()
    async with connected(one, one.token("ann")) as ann:
        await ann.call("bid", {"bid_id": "b1", "item_id": "lamp", "amount": 150})
        await other.bid(200, "bob")
        name, message = await heard(ann)
    assert (name, message["price"]) == ("outbid", 200)


async def test_a_bid_id_sent_ten_times_over_both_nodes_has_one_effect_and_one_answer(
    pair: tuple[NodeProcess, NodeProcess],
) -> None:
    one, other = pair[0].node, pair[1].node
    await one.put_up()
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}

    async def over_socket(node: LiveNode) -> Any:
        async with connected(node, node.token("ann")) as ann:
            return await ann.call("bid", bid)

    async def over_http(node: LiveNode) -> Any:
        return (await node.post("/bid", bid, node.token("ann")))[1]

    calls = [over_socket(one), over_socket(other), *(over_http(n) for n in (one, other) * 4)]
    answers = await asyncio.gather(*calls)
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["seq"] == 3
    _, item = await one.get("/items/lamp")
    assert (item["bid_count"], item["seq"]) == (1, 3)


async def test_two_hundred_bidders_over_two_nodes_leave_one_leader_and_no_gap(
    pair: tuple[NodeProcess, NodeProcess],
) -> None:
    await pair[0].node.put_up()

    async def bid(number: int) -> list[Any]:
        node = pair[number % 2].node
        accepted = []
        async with connected(node, node.token(f"u{number}")) as bidder:
            for step in range(3):
                amount = 100 + 10 * ((number * 7) % 50 + 40 * step)
                request = {"bid_id": uuid.uuid4().hex, "item_id": "lamp", "amount": amount}
                answer = await bidder.call("bid", request)
                assert answer["ok"] or answer["error"]["code"] == "too_low", answer
                accepted += [answer] if answer["ok"] else []
        return accepted

    answers = [a for each in await asyncio.gather(*map(bid, range(200))) for a in each]
    views = [(await each.node.get("/items/lamp"))[1] for each in pair]
    rows = await archived(pair[0].node.stores, BIDS, views[0]["bid_count"])
    assert [row["seq"] for row in rows] == list(range(3, 3 + len(rows)))
    acknowledged = sorted((a["seq"], a["bid_id"], a["price"]) for a in answers)
    assert [(row["seq"], row["bid_id"], row["amount"]) for row in rows] == acknowledged
    assert views[0]["leader"] == views[1]["leader"]
    assert views[0]["price"] == max(row["amount"] for row in rows)


async def test_an_item_closes_on_time_though_the_node_that_opened_it_is_dead(
    pair: tuple[NodeProcess, NodeProcess],
) -> None:
    one, other = pair[0].node, pair[1].node
    await one.put_up()
    await one.bid(150, "ann")
    async with connected(other) as watcher:
        await one.end_in(1_000)
        await watcher.call("watch", {"item_id": "lamp"})
        await pair[0].kill()
        # The news of the bid may come after the item that has it.
        while (received := await heard(watcher))[1].get("status") in {None, "open"}:
            pass
    name, item = received
    assert (name, item["status"]) == ("item", "sold")
    assert [(w["bidder"].split("#")[0], w["amount"]) for w in item["winners"]] == [("Ann", 150)]
    status, late = await other.bid(500, "bob")
    assert (status, late["code"]) == (HTTPStatus.CONFLICT, "closed")


async def test_bids_on_both_nodes_at_the_close_give_one_outcome(
    pair: tuple[NodeProcess, NodeProcess],
) -> None:
    one, other = pair[0].node, pair[1].node
    await one.put_up()
    await one.end_in(700)

    async def bid_until_closed(node: LiveNode, user: str) -> int:
        amount, refused = 100, ""
        while refused != "closed":
            amount += 10
            _, answer = await node.bid(amount, user)
            refused = answer.get("code", "")
            amount = answer.get("minimum", amount) - 10
        return amount

    await asyncio.gather(*(bid_until_closed(n, u) for n, u in ((one, "ann"), (other, "bob"))))
    outcomes = "SELECT item_id, seq, body FROM events WHERE type = 'ItemClosed'"
    closed = await archived(one.stores, outcomes, 1)
    assert len(closed) == 1
    rows = await archived(one.stores, BIDS, 1)
    assert max(row["seq"] for row in rows) < closed[0]["seq"]
    assert (await one.get("/items/lamp"))[1]["winners"] == (await other.get("/items/lamp"))[1][
        "winners"
    ]
