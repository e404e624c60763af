"""Searches over HTTP."""

from http import HTTPStatus

from tests.integration.archive import archived
from tests.nodes import LiveNode


async def test_items_are_found_and_shown_as_they_stand(node: LiveNode) -> None:
    await node.put_up("lamp", title="Brass lamp")
    await node.put_up("vase", title="Vase", opened=False)
    for item_id in ("lamp", "vase"):
        await archived(node, item_id)
    await node.bid(150)
    _, page = await node.get("/items?limit=1")
    assert [each["item_id"] for each in page["items"]] == ["vase"]
    _, page = await node.get(f"/items?limit=1&after={page['next_after']}")
    assert [(each["item_id"], each["price"]) for each in page["items"]] == [("lamp", 150)]
    assert page["next_after"] is None
    _, page = await node.get("/items?q=BRASS&status=open&auction_id=sale&sort=lot")
    assert [each["item_id"] for each in page["items"]] == ["lamp"]
    for words, found in (("sal", ["sale"]), ("a SALE", ["sale"]), ("lamp", [])):
        _, sales = await node.get(f"/auctions?q={words}")
        assert [each["auction_id"] for each in sales["auctions"]] == found, words
    assert (await node.get("/auctions?q=%00"))[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    for query in ("after=lamp", "sort=lot", "colour=red", "q=%00", "price_min=x"):
        status, problem = await node.get(f"/items?{query}")
        assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"), query
