"""Exports: all items of a sale, page by page, in a form that is imported again."""

from typing import cast

import pytest
from msgspec.structs import replace

from server.bidding.archive import Archive
from server.domain.types import ItemId
from server.use_cases.catalogue.exporting import PAGE, Exporting
from server.wire.catalogue.files import ExportOptions
from server.wire.listings import NewItem, listing_of
from server.wire.spreadsheets.csv_rows import csv_rows
from server.wire.spreadsheets.json_rows import json_rows
from tests.unit.use_cases.catalogue.stores import SALE, KeptListings

YEN = replace(SALE, currency="JPY")


@pytest.mark.parametrize("count", [0, 1, PAGE, 2 * PAGE + 1])
@pytest.mark.parametrize("query", ["format=json", "delimiter=tab", "delimiter=comma"])
async def test_an_export_has_every_item_of_the_sale(count: int, query: str) -> None:
    new = NewItem(title="Lamp; brass", start_price=1_250, reserve=2_000)
    listings = [listing_of(new, YEN, ItemId(f"i{n}")) for n in range(count)]
    exporting = Exporting(cast("Archive", None), KeptListings(*listings))
    name, _, value = query.partition("=")
    options = ExportOptions.parse_query({name: value})
    body = b"".join([piece async for piece in exporting.pieces(YEN, options)])
    rows = json_rows(body) if options.format == "json" else csv_rows(body, 0)
    again = [NewItem.parse_json(row.new_item or b"") for row in rows]
    assert [listing_of(each, YEN, ItemId(each.item_id or "")) for each in again] == listings
