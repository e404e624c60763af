"""Searches, imports and exports of the Python client against a live node."""

import asyncio
from typing import Literal

import pytest

from auction_client import AuctionRest, RequestRefused
from tests.integration.clients.views import LIMIT_S
from tests.nodes import LiveNode

LOTS = b"lot,title,start_price\n1,Brass lamp,12.50\n2,Vase,10\n"


async def test_a_sale_is_imported_searched_and_exported(node: LiveNode) -> None:
    async with AuctionRest(node.url, node.auctioneer) as house, asyncio.timeout(LIMIT_S):
        await house.create_auction("A sale", auction_id="sale")
        catalogue = house.catalogue
        answer = await catalogue.import_items("sale", LOTS + b"3,,5\n", dry_run=True)
        assert [(fault.row, fault.field) for fault in answer.faults] == [(4, "title")]
        with pytest.raises(RequestRefused, match="invalid"):
            await catalogue.import_items("sale", LOTS + b"3,,5\n")
        assert (await catalogue.import_items("sale", LOTS)).created == 2
        while len((found := await catalogue.search(sort="price")).items) < 2:
            await asyncio.sleep(0.02)
        assert [item.title for item in found.items] == ["Vase", "Brass lamp"]
        first = await catalogue.search(sort="price", limit=1)
        second = await catalogue.search(sort="price", after=first.next_after)
        assert [item.lot for item in first.items + second.items] == ["2", "1"]
        rest = await catalogue.search("lam", status="scheduled", auction_id="sale", sort="lot")
        assert [item.lot for item in rest.items] == ["1"]
        forms: tuple[Literal["csv", "json"], ...] = ("csv", "json")
        for form in forms:
            file = await catalogue.export_items("sale", form=form)
            again = await catalogue.import_items("sale", file, form=form)
            assert (again.created, again.existing) == (0, 2)
