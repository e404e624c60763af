"""Quotes, results and statements over HTTP."""

from http import HTTPStatus
from typing import Any

from server.domain.types import Role
from tests.integration.archive import archived
from tests.nodes import LiveNode

FEES = {"premium": [[0, 250_000], [1_000, 100_000]], "premium_tax": 200_000}


async def get(node: LiveNode, path: str, token: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    async with node.http.get(node.url + path, headers=headers) as response:
        return response.status, await response.json()


async def test_what_a_quote_promised_is_in_the_results_and_in_the_statement(
    node: LiveNode,
) -> None:
    await node.put_up(fees=FEES)
    item = (await node.get("/items/lamp"))[1]
    assert item["fees"] == {**FEES, "price_tax": 0}
    promised = (await node.get("/items/lamp/quote?amount=1500"))[1]
    # 250 on the first 1,000 and 50 on the other 500, and a fifth of that.
    parts = {"hammer_price": 1_500, "premium": 300, "tax": 60, "total": 1_860}
    assert promised == {
        "item_id": "lamp",
        "currency": "EUR",
        "amount": 1_500,
        "quantity": 1,
        **parts,
    }
    await node.bid(1_400, "ben")
    await node.bid(1_500, "ann")
    await node.command("lamp", "close")
    await archived(node)
    (sale,) = (await node.get("/auctions"))[1]["auctions"]
    path = f"/auctions/{sale['auction_id']}"
    (result,) = (await get(node, f"{path}/results", node.auctioneer))[1]["results"]
    (line,) = result["winners"]
    assert (line["user_id"], {name: line[name] for name in parts}) == ("ann", parts)
    assert (result["underbidder"]["user_id"], result["underbidder"]["amount"]) == ("ben", 1_400)
    own = await get(node, f"/me/statement?auction_id={sale['auction_id']}", node.token("ann"))
    assert own == await get(node, f"{path}/statements/ann", node.auctioneer)
    assert {name: own[1][name] for name in parts} == parts
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    async with node.http.get(f"{node.url}{path}/results.csv", headers=headers) as response:
        assert response.content_type == "text/csv"
        assert "15.00,1,15.00,3.00,0.60,18.60,ben" in await response.text()
    refused = await get(node, f"{path}/results", node.token("ann"))
    assert refused[0] == HTTPStatus.FORBIDDEN
    rival = await get(node, f"{path}/statements/ann", node.token("rival", Role.AUCTIONEER))
    assert rival[0] == HTTPStatus.FORBIDDEN
