"""The identities of sockets on a live node: tokens expire, and a user's sockets are limited."""

import time
from types import SimpleNamespace

import pytest

from tests.integration.sockets.client_steps import BID, refusal_code
from tests.nodes import LiveNode, StoreUrls, connected, heard, node_here
from tests.raw_socket import raw_socket


async def test_a_socket_whose_token_expired_still_watches_and_bids_after_authenticate(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up()
    async with connected(node, node.token("ann", ttl_s=600)) as ann:
        await ann.call("watch", {"item_id": "lamp"})
        later = SimpleNamespace(time=lambda: time.time() + 601)
        monkeypatch.setattr("server.sockets.identities.time", later)
        assert refusal_code(await ann.call("bid", BID)) == "unauthenticated"
        await node.bid(120, "bob")
        assert (await heard(ann))[0] == "new_bid"
        answer = await ann.call("authenticate", {"token": node.token("ann", ttl_s=1_200)})
        assert (answer["user_id"], answer["role"]) == ("ann", "bidder")
        assert answer["handle"].startswith("Ann#")
        assert (await ann.call("bid", BID))["ok"] is True


async def test_a_user_has_at_most_their_number_of_sockets(stores: StoreUrls) -> None:
    async with (
        node_here(stores, sockets_per_user=2) as node,
        raw_socket(node.url) as first,
        raw_socket(node.url) as second,
        raw_socket(node.url) as third,
        raw_socket(node.url) as watcher,
    ):
        token = node.token("ann")
        assert "sid" in await first.join(token)
        assert "sid" in await second.join(token)
        refusal = await third.join(token)
        assert refusal["data"] == {"code": "rate_limited", "retry_after_ms": 10_000}
        await watcher.join()
        answer = await watcher.call("authenticate", {"token": token})
        assert refusal_code(answer) == "rate_limited"
        answer = await first.call("authenticate", {"token": node.token("bob")})
        assert answer["ok"] is True
        assert (await watcher.call("authenticate", {"token": token}))["ok"] is True
