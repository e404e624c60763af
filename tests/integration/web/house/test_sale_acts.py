"""Acts on a sale over HTTP: a body that may be absent, and one that must not."""

from tests.nodes import LiveNode


async def test_a_pause_needs_no_body_and_an_extension_does(node: LiveNode) -> None:
    await node.put_up()
    for body, status in ((None, 200), ({"act_id": "a"}, 200), ({"by_ms": 1}, 422)):
        path = "/auctions/sale/pause"
        assert (await node.post(path, body, node.auctioneer))[0] == status
    assert (await node.post("/auctions/sale/extend", None, node.auctioneer))[0] == 422
