"""The bidders of a sale over HTTP: admission, and blocks that hold on every node."""

import asyncio
import json
import time
from http import HTTPStatus
from typing import Any

from server.webhooks.signatures import new_secret, signature, written_secret
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.timeouts import WAIT_MAX_S


async def sale(node: LiveNode, **rules: Any) -> str:
    """Put an item up and open it in a sale of its own; return its id."""
    body = {"auction_id": "guarded", "title": "A sale", **rules}
    assert (await node.post("/auctions", body, node.auctioneer))[0] == HTTPStatus.CREATED
    new = {"title": "A lamp", "start_price": 100}
    _, item = await node.post("/auctions/guarded/items", new, node.auctioneer)
    await node.command(item["item_id"], "open")
    return str(item["item_id"])


async def act(node: LiveNode, act: str, user: str = "ann", **body: Any) -> tuple[int, Any]:
    """Block a bidder, or lift the block."""
    path = f"/auctions/guarded/bidders/{user}/{act}"
    return await node.post(path, body, node.auctioneer)


async def test_accepted_terms_admit_a_bidder_to_a_sale_with_terms(node: LiveNode) -> None:
    item_id = await sale(node, terms={"version": "v2", "text": "Pay within a week."})
    assert (await node.bid(100, "ann", item_id))[0] == HTTPStatus.FORBIDDEN
    token = node.token("ann")
    for version, expected in (("v1", HTTPStatus.UNPROCESSABLE_ENTITY), ("v2", HTTPStatus.OK)):
        asked = {"terms_version": version}
        status, answer = await node.post("/auctions/guarded/admission", asked, token)
        assert status == expected, answer
    assert (answer["state"], answer["terms_version"]) == ("approved", "v2")
    assert (await node.bid(100, "ann", item_id))[0] == HTTPStatus.OK


async def test_a_block_holds_at_once_on_all_nodes_sockets_and_items(stores: StoreUrls) -> None:
    async with node_here(stores) as one, node_here(stores) as other:
        item_id = await sale(one)
        async with connected(other, one.token("ann")) as ann:
            bid = {"item_id": item_id, "amount": 100, "bid_id": "b1", "raise_own": True}
            assert (await ann.call("bid", bid))["ok"]
            statuses: list[int] = []

            async def keep_bidding() -> None:
                for amount in range(200, 10_000, 100):
                    statuses.append((await other.bid(amount, "ann", item_id))[0])

            bidding = asyncio.create_task(keep_bidding())
            while len(statuses) < 3:
                await asyncio.sleep(0)
            status, blocked = await act(one, "block", reason="unpaid")
            while (message := await ann.receive(timeout=WAIT_MAX_S))[0] != "admission":
                pass
            assert (message[1]["state"], message[1]["reason"]) == ("blocked", "unpaid")
            assert (status, blocked["state"]) == (HTTPStatus.OK, "blocked")
            answered = len(statuses) + 1  # one bid may have been under way
            refused = await ann.call("bid", {**bid, "amount": 99_000, "bid_id": "b2"})
            assert refused["error"]["code"] == "forbidden"
            await bidding
            assert set(statuses[answered:]) == {HTTPStatus.FORBIDDEN}
        new = {"title": "A later lamp", "start_price": 100}
        _, later = await other.post("/auctions/guarded/items", new, other.auctioneer)
        await other.command(later["item_id"], "open")
        assert (await one.bid(100, "ann", later["item_id"]))[0] == HTTPStatus.FORBIDDEN
        assert (await one.bid(20_000, "ben", item_id))[0] == HTTPStatus.OK
        assert (await act(other, "unblock"))[1]["state"] == "none"
        assert (await one.bid(100, "ann", later["item_id"]))[0] == HTTPStatus.OK


async def test_the_bids_of_a_blocked_bidder_are_voided_if_the_house_wants_it(
    node: LiveNode,
) -> None:
    item_id = await sale(node)
    await node.bid(100, "ben", item_id)
    await node.bid(200, "ann", item_id, max_amount=300)
    await node.bid(310, "ann", item_id, max_amount=900)
    _, led = await node.get(f"/items/{item_id}")
    assert led["leader"].startswith("Ann")
    status, answer = await act(node, "block", reason="unpaid", void_bids=True)
    assert (status, answer["state"]) == (HTTPStatus.OK, "blocked")
    _, item = await node.get(f"/items/{item_id}")
    assert (item["leader"][:3], item["price"]) == ("Ben", 100)
    assert (await act(node, "block", void_bids=True))[0] == HTTPStatus.OK


async def test_an_approval_waits_for_the_signed_call_of_the_deposit_service(
    stores: StoreUrls,
) -> None:
    secret = new_secret()
    async with node_here(stores, deposit_secret=written_secret(secret)) as node:
        item_id = await sale(node, deposit=True)
        _, asked = await node.post("/auctions/guarded/admission", {}, node.token("ann"))
        assert asked["state"] == "deposit_due"
        assert (await node.bid(100, "ann", item_id))[0] == HTTPStatus.FORBIDDEN
        body = json.dumps({"auction_id": "guarded", "user_id": "ann"}).encode()
        sent_at = int(time.time())
        call = {
            "webhook-id": "call-1",
            "webhook-timestamp": str(sent_at),
            "webhook-signature": signature(secret, "call-1", sent_at, body),
        }
        url = f"{node.url}/auctions/guarded/bidders/ann/deposit"
        for headers, expected in (
            ({**call, "webhook-id": "call-2"}, HTTPStatus.UNAUTHORIZED),
            (call, HTTPStatus.OK),
            (call, HTTPStatus.CONFLICT),
        ):
            async with node.http.post(url, data=body, headers=headers) as response:
                assert response.status == expected, await response.text()
        assert (await node.bid(100, "ann", item_id))[0] == HTTPStatus.OK
