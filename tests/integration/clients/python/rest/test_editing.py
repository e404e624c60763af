"""The editing routes of the Python client against a live node."""

import pytest

from auction_client import AuctionRest, RequestRefused
from tests.nodes import LiveNode


async def test_an_auctioneer_edits_items_and_sales(node: LiveNode) -> None:
    async with AuctionRest(node.url, node.auctioneer) as house:
        sale = await house.create_auction("Spring sale")
        new = {"item_id": "vase", "lot": "7", "metadata": {"shelf": 7}, "reserve": 900}
        await house.create_item(sale.auction_id, "A vase", 500, **new)
        editing = house.editing
        assert await editing.amend_item("vase", title="A blue vase", lot=None, start_price=600) == 2
        item = await house.item("vase")
        assert (item.title, item.lot, item.start_price) == ("A blue vase", None, 600)
        assert await editing.listing("vase") == {
            "item_id": "vase",
            "title": "A blue vase",
            "start_price": 600,
            "reserve": 900,
            "metadata": {"shelf": 7},
        }
        changed = await editing.amend_auction(sale.auction_id, title="Autumn", currency="CHF")
        assert (changed.title, changed.currency) == ("Autumn", "CHF")
        assert await editing.delete_item("vase") == 4
        with pytest.raises(RequestRefused) as refused:
            await house.item("vase")
        assert refused.value.refusal.code == "not_found"
        await editing.delete_auction(sale.auction_id)
        assert await house.auctions() == ()
