"""The form of a listing: a new item with these fields has the same listing."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from server.domain.listings.increments import bands
from server.domain.types import ItemId, OnOutage
from server.wire.listings import NewItem, listing_of
from server.wire.listings.forms import form_of
from tests.unit.wire.listings.test_new_items import ITEM, SALE
from tests.unit.wire.new_items import fields_of_items


@given(fields_of_items())
def test_a_listing_is_made_of_its_form_again(fields: dict[str, Any]) -> None:
    new = NewItem.parse_json(msgspec.json.encode(fields))
    listing = listing_of(new, SALE, ItemId(new.item_id or "lamp"))
    again = NewItem.parse_json(msgspec.json.encode(form_of(listing, SALE)))
    assert listing_of(again, SALE, listing.item_id) == listing


@pytest.mark.parametrize("increment", [{"ladder": [100, 150, 200]}, [[50, 5], [100, 25]]])
def test_increments_keep_their_effect(increment: object) -> None:
    new = NewItem.parse_json(msgspec.json.encode({**ITEM, "increment": increment}))
    listing = listing_of(new, SALE, ItemId("lamp"))
    again = NewItem.parse_json(msgspec.json.encode(form_of(listing, SALE)))
    assert listing_of(again, SALE, ItemId("lamp")) == listing


def test_an_item_has_fees_of_its_own_or_those_of_its_sale() -> None:
    fees = {"premium": [[0, 260_000], [100_000, 200_000]], "premium_tax": 88_750}
    new = NewItem.parse_json(msgspec.json.encode({**ITEM, "fees": fees}))
    listing = listing_of(new, SALE, ItemId("lamp"))
    assert msgspec.json.decode(msgspec.json.encode(form_of(listing, SALE)))["fees"] == fees
    assert "fees" not in form_of(listing, replace(SALE, fees=listing.fees))


def test_an_item_names_its_own_effect_of_an_outage() -> None:
    listing = replace(
        listing_of(NewItem.parse_json(msgspec.json.encode(ITEM)), SALE, ItemId("lamp")),
        on_outage=OnOutage.CLOSE,
    )
    assert form_of(listing, SALE)["on_outage"] == "close"
    assert "on_outage" not in form_of(listing, replace(SALE, on_outage=OnOutage.CLOSE))


def test_the_form_of_a_plain_item_is_short() -> None:
    listing = listing_of(NewItem.parse_json(msgspec.json.encode(ITEM)), SALE, ItemId("lamp"))
    assert form_of(listing, SALE) == {"item_id": "lamp", **ITEM}
    named = replace(listing, increment=bands([(0, 7)]))
    assert form_of(named, SALE)["increment"] == [[0, 7]]
