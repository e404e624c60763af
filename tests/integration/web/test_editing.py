"""Editing over HTTP and over sockets is the same."""

from tests.nodes import LiveNode, connected


async def test_a_malformed_patch_is_refused_on_both_faces(node: LiveNode) -> None:
    await node.put_up(opened=False)
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    patches: list[dict[str, object]] = [
        {"lot": "x"},
        {"title": None},
        {"metadata": {"a": []}},
        {"item": 5},
    ]
    async with connected(node, node.auctioneer) as house:
        for patch in patches:
            async with node.http.patch(
                f"{node.url}/items/lamp", json=patch, headers=headers
            ) as response:
                problem = await response.json()
            answer = await house.call("amend", {"item_id": "lamp", **patch})
            assert answer["error"]["code"] == problem["code"] == "invalid"
            assert answer["error"]["errors"] == problem["errors"]
        for body in (b"", b"[]", b"null", b"{"):
            async with node.http.patch(
                f"{node.url}/items/lamp", data=body, headers=headers
            ) as response:
                assert (response.status, (await response.json())["code"]) == (422, "invalid")
        assert await house.call("amend", {"item_id": "lamp", "title": "A vase"}) == {
            "ok": True,
            "seq": 2,
        }
        assert await house.call("delete", {"item_id": "lamp"}) == {"ok": True, "seq": 3}
        assert (await house.call("amend", {"item_id": "lamp"}))["error"]["code"] == "not_found"


async def test_only_the_items_auctioneer_edits_it(node: LiveNode) -> None:
    await node.put_up(opened=False)
    url = f"{node.url}/items/lamp"
    for token, status in ((None, 401), (node.token(), 403)):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with node.http.patch(url, json={"title": "x"}, headers=headers) as response:
            assert response.status == status
        async with node.http.delete(url, headers=headers) as response:
            assert response.status == status
