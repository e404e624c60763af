"""The fees of sales and items: an item's own replace those of its sale."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.auction import Auction
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.types import AuctionId, ItemId, UserId
from server.wire.errors import Refused
from server.wire.listings import NewItem, listing_of
from server.wire.requests import NewAuction

FEES = Fees((PremiumBand(0, 260_000), PremiumBand(100_000_000, 200_000)), premium_tax=190_000)
SALE = Auction(AuctionId("sale"), "Estate", UserId("house"), "House#aaaaa", "EUR", 1, fees=FEES)


def sale(fees: object) -> NewAuction:
    return NewAuction.parse_json(json.dumps({"title": "Sale", "fees": fees}).encode())


def item_fees(auction: Auction, **fields: Any) -> Fees | None:
    """Return the fees of an item that is put up in a sale."""
    new = NewItem.parse_json(json.dumps({"title": "Lamp", "start_price": 1, **fields}).encode())
    return listing_of(new, auction, ItemId("lamp")).fees


def test_fees_have_bands_and_two_taxes() -> None:
    rows = [[0, 260_000], [100_000_000, 200_000]]
    rules = sale({"premium": rows, "premium_tax": 190_000}).fees
    assert rules is not None
    assert rules.fees == FEES


def test_an_item_has_the_fees_of_its_sale_or_its_own() -> None:
    assert item_fees(SALE) == FEES
    assert item_fees(SALE, fees={"price_tax": 50_000}) == Fees(price_tax=50_000)
    assert item_fees(SALE, fees={}) == Fees()
    assert item_fees(replace(SALE, fees=None)) is None


@pytest.mark.parametrize(
    ("fees", "field"),
    [
        ({"premium": [[1, 250_000]]}, "fees"),
        ({"premium": [[0, 1], [0, 2]]}, "fees"),
        ({"premium": [[0, 1], [5, 2], [4, 3]]}, "fees"),
        ({"premium": [[0, 0.25]]}, "fees.premium.0.1"),
        ({"premium": [[0, 1_000_001]]}, "fees.premium.0.1"),
        ({"premium": [[0, True]]}, "fees.premium.0.1"),
        ({"premium": [[0]]}, "fees.premium.0.1"),
        ({"premium": [[0, 1]] * 21}, "fees.premium"),
        ({"price_tax": -1}, "fees.price_tax"),
        ({"premium_tax": "19%"}, "fees.premium_tax"),
        ({"tax": 1}, "fees.tax"),
        ([], "fees"),
    ],
)
def test_wrong_fees_are_refused_by_name(fees: object, field: str) -> None:
    with pytest.raises(Refused) as refused:
        sale(fees)
    errors: Any = refused.value.rejection.details["errors"]
    assert errors[0]["field"] == field
