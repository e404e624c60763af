"""Merge patches of items."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.admission.bidder_rules import BidderRules
from server.domain.auction import Auction
from server.domain.charges.fees import Fees
from server.domain.listings.increments import CLASSIC, Bands
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.running.editing import amended
from server.domain.types import AuctionId, Format, ItemId, OnOutage, Retraction, UserId
from server.reference.schemas import request_schemas
from server.wire.errors import Refused
from server.wire.listings import NewItem, listing_of
from server.wire.listings.editing import (
    OF_SALE,
    Amend,
    ItemPatch,
    changes_of,
    defaults_of_sale,
    needs_sale,
)
from tests.unit.domain.sale import listing
from tests.unit.wire.refusals import named, wrong_fields

SALE = Auction(AuctionId("a"), "A", UserId("u"), "U", "EUR", 1)
URLS = ["https://a.example/1", "https://a.example/2"]


def changes(**fields: Any) -> dict[str, Any]:
    return changes_of(ItemPatch.parse_json(json.dumps(fields).encode()), listing())


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, {}),
        ({"title": "A lamp"}, {"title": "A lamp"}),
        ({"lot": "12A", "estimate_low": 5}, {"lot": "12A", "estimate_low": 5}),
        ({"images": URLS}, {"images": tuple(URLS), "image_url": URLS[0]}),
        ({"images": URLS[:1]}, {"images": (), "image_url": URLS[0]}),
        ({"image_url": URLS[1]}, {"images": (), "image_url": URLS[1]}),
        ({"increment": [[0, 5]]}, {"increment": Bands((0,), (5,))}),
        (
            {"increment": {"ladder": [10, 20]}},
            {"increment": Bands((0, 20), (10, 10)), "on_ladder": True},
        ),
        (
            {"soft_close": {"policy": "reset", "window_ms": 9}},
            {"soft_close": SoftClose(Policy.RESET, 9, 9)},
        ),
        ({"format": "fixed", "quantity": 3}, {"format": Format.FIXED, "quantity": 3}),
        ({"metadata": {"shelf": 7, "note": None}}, {"metadata": {"shelf": 7, "note": None}}),
    ],
)
def test_a_field_that_is_absent_stays(patch: dict[str, Any], expected: dict[str, Any]) -> None:
    assert changes(**patch) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("description", {"description": ""}),
        ("condition", {"condition": ""}),
        ("lot", {"lot": None}),
        ("images", {"images": (), "image_url": None}),
        ("image_url", {"images": (), "image_url": None}),
        ("increment", {"increment": CLASSIC}),
        ("soft_close", {"soft_close": SoftClose()}),
        ("format", {"format": Format.ENGLISH}),
        ("quantity", {"quantity": 1}),
        ("reserve_jump", {"reserve_jump": True}),
        ("retraction", {"retraction": Retraction.ONCE}),
        ("opens_at", {"opens_at": None}),
        ("metadata", {"metadata": None}),
    ],
)
def test_null_takes_a_field_back_to_its_default(field: str, expected: dict[str, Any]) -> None:
    assert changes(**{field: None}) == expected


def test_what_has_no_default_can_not_be_null() -> None:
    with pytest.raises(Refused) as refused:
        changes(title=None, start_price=None, lot=None)
    assert named(refused.value) == {"title", "start_price"}


def test_the_sale_has_the_defaults_of_some_fields() -> None:
    fees = Fees((), 5, 0)
    sale = replace(SALE, fees=fees, on_outage=OnOutage.CLOSE, bidders=BidderRules(bid_cap=500))
    patch = ItemPatch.parse(dict.fromkeys(OF_SALE))
    assert needs_sale(patch)
    expected = {"fees": fees, "on_outage": OnOutage.CLOSE, "bid_cap": 500, "bid_multiple": None}
    assert changes_of(patch, listing(), sale) == expected == defaults_of_sale(listing(), sale)
    assert defaults_of_sale(listing(start_price=501), sale)["bid_cap"] is None
    own = ItemPatch.parse({"fees": {"price_tax": 7}, "bid_cap": 900})
    assert not needs_sale(own)
    assert changes_of(own, listing()) == {"fees": Fees((), 7, 0), "bid_cap": 900}
    assert not needs_sale(ItemPatch.parse({"title": "A lamp"}))


@pytest.mark.parametrize("kind", [ItemPatch, Amend])
def test_the_fields_are_checked_as_those_of_a_new_item(kind: Any) -> None:
    item = {} if kind is ItemPatch else {"item_id": "lamp"}
    wrong = {"title": "", "start_price": 0, "lot": "x", "unknown": 1}
    assert wrong_fields(kind, item | wrong) == set(wrong)
    assert wrong_fields(kind, item | {"metadata": {"a": 1.5}}) == {"metadata"}
    assert wrong_fields(kind, item | {"images": ["javascript:alert(1)"]}) == {"images"}


def test_a_patch_does_not_rename_an_item() -> None:
    assert wrong_fields(ItemPatch, {"item_id": "vase"}) == {"item_id"}
    assert "item_id" not in changes_of(
        Amend.parse({"item_id": "lamp", "title": "A lamp"}), listing()
    )
    assert wrong_fields(Amend, {"title": "A lamp"}) == {"item_id"}


def test_every_field_of_a_new_item_can_be_changed_and_taken_back() -> None:
    assert ItemPatch.model_fields.keys() == NewItem.model_fields.keys() - {"item_id"}
    new = NewItem(title="Lamp", start_price=100)
    lamp = listing_of(new, SALE, ItemId("lamp"))
    for name, field in NewItem.model_fields.items():
        if name != "item_id" and not field.is_required():
            assert amended(lamp, changes(**{name: None})) == lamp


def test_the_published_patch_does_not_claim_that_absent_is_null() -> None:
    properties = request_schemas([ItemPatch])["ItemPatch"]["properties"]
    assert all("default" not in each for each in properties.values())
