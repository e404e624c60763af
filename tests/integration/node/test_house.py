"""The use cases of those who run sales are the same on both faces."""

from http import HTTPStatus

from tests.nodes import LiveNode, connected


async def test_a_grant_over_http_holds_for_a_socket_until_it_is_taken_back(node: LiveNode) -> None:
    await node.put_up()
    url = f"{node.url}/auctions/sale/clerks/cleo"
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    async with connected(node, node.token("cleo")) as clerk:
        assert (await clerk.call("warn", {"item_id": "lamp"}))["error"]["code"] == "forbidden"
        async with node.http.put(url, headers=headers) as response:
            assert response.status == HTTPStatus.OK
        assert (await clerk.call("warn", {"item_id": "lamp"}))["ok"]
        async with node.http.delete(url, headers=headers) as response:
            assert response.status == HTTPStatus.OK
        assert (await clerk.call("close", {"item_id": "lamp"}))["error"]["code"] == "forbidden"
