"""The official JavaScript client, in Node, against a live node."""

import pytest

from tests.integration.clients.javascript import run_client
from tests.nodes import LiveNode


@pytest.mark.parametrize("transports", ["websocket", "polling", "polling,websocket"])
async def test_the_official_javascript_client_watches_and_bids(
    node: LiveNode, transports: str
) -> None:
    await node.put_up("lamp")
    seen = await run_client(node, transports)
    first, _, last = transports.partition(",")
    assert seen["transports"] == [first, last or first]
    assert (seen["watched"]["item"]["price"], seen["watched"]["complete"]) == (100, True)

    accepted = seen["accepted"]
    assert accepted["ok"] is True
    assert (accepted["price"], accepted["minimum"], accepted["leading"]) == (150, 160, True)

    broadcast = seen["newBid"]
    assert (broadcast["seq"], broadcast["price"]) == (accepted["seq"], 150)
    assert [bid["bid_id"] for bid in broadcast["bids"]] == ["js-1"]
    assert broadcast["leader"].startswith("Ann#")

    error = seen["refused"]["error"]
    assert (error["code"], error["price"], error["minimum"]) == ("already_leading", 150, 160)
    assert [answer["sent_at"] for answer in seen["times"]] == list(range(20))


async def test_a_bid_sent_again_over_http_gets_its_answer_from_the_socket(
    node: LiveNode,
) -> None:
    await node.put_up("lamp")
    seen = await run_client(node, "websocket")
    assert (await node.bid(500, "bob"))[0] == 200
    bid = {"bid_id": "js-1", "item_id": "lamp", "amount": 150}
    assert await node.post("/bid", bid, node.token("ann")) == (200, seen["accepted"])
