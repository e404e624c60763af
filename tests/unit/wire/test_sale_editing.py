"""Merge patches of sales."""

from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.admission.bidder_rules import BidderRules, Terms
from server.domain.auction import TERMS, Auction, Stagger
from server.domain.charges.fees import Fees
from server.domain.listings.listing import Listing
from server.domain.types import AuctionId, OnOutage, UserId
from server.wire.errors import Refused
from server.wire.listings.editing import OF_SALE
from server.wire.requests import NewAuction
from server.wire.sale_editing import AuctionPatch, patched, sale_fields
from tests.unit.domain.sale import NOON
from tests.unit.wire.refusals import wrong_fields

SALE = Auction(
    AuctionId("spring"), "Spring", UserId("u"), "U", "CHF", 1, True, 500, 3_000, Fees((), 5, 0)
)


@pytest.mark.parametrize(
    ("patch", "changes"),
    [
        ({}, {}),
        ({"title": "Autumn"}, {"title": "Autumn"}),
        ({"currency": "USD", "spending_limit": 9}, {"currency": "USD", "spending_limit": 9}),
        ({"sequence": {"gap_s": 0}}, {"gap_ms": 0}),
        (
            {"sequence": None, "stagger": {"first_ends_at": NOON, "interval_s": 2}},
            {"gap_ms": None, "stagger": Stagger(NOON, 2_000)},
        ),
        ({"fees": {"price_tax": 7}}, {"fees": Fees((), 7, 0)}),
        ({"consignor_bids": True}, {"consignor_bids": True}),
        ({"on_outage": "close"}, {"on_outage": OnOutage.CLOSE}),
        (
            {"deposit": True, "bid_multiple": 5},
            {"bidders": BidderRules(deposit=True, bid_multiple=5)},
        ),
        (
            dict.fromkeys(("currency", "approval", "spending_limit", "sequence", "fees")),
            {
                "currency": "EUR",
                "approval": False,
                "spending_limit": None,
                "gap_ms": None,
                "fees": None,
            },
        ),
    ],
)
def test_a_field_that_is_absent_stays_and_null_is_its_default(
    patch: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert patched(SALE, AuctionPatch.parse(patch)) == replace(SALE, **changes)


def test_the_conditions_for_bidders_change_one_by_one() -> None:
    terms = {"version": "1", "text": "Pay."}
    open_sale = replace(SALE, approval=False, bidders=None)
    asked = patched(open_sale, AuctionPatch.parse({"terms": terms, "bid_cap": 900}))
    assert (asked.approval, asked.bidders) == (
        True,
        BidderRules(Terms("1", "Pay."), automatic=True, bid_cap=900),
    )
    decided = patched(asked, AuctionPatch.parse({"approval": True}))
    assert decided.bidders == BidderRules(Terms("1", "Pay."), bid_cap=900)
    again = patched(decided, AuctionPatch.parse({"approval": None}))
    assert again == asked
    none = patched(again, AuctionPatch.parse({"terms": None, "bid_cap": None}))
    assert none == open_sale


def test_a_patch_does_not_rename_a_sale() -> None:
    assert wrong_fields(AuctionPatch, {"auction_id": "autumn", "auctioneer": "x"}) == {
        "auction_id",
        "auctioneer",
    }
    assert AuctionPatch.model_fields.keys() == NewAuction.model_fields.keys() - {"auction_id"}


def test_a_new_sale_has_the_same_fields() -> None:
    new = NewAuction(title="Spring", currency="CHF", approval=True)
    made = Auction(
        auction_id=SALE.auction_id,
        auctioneer=UserId("u"),
        handle="U",
        created_at=1,
        **sale_fields(new),
    )
    expected = {"spending_limit": None, "gap_ms": None, "fees": None}
    assert made == replace(SALE, **expected)


def test_the_terms_of_a_sale_are_the_fields_that_its_items_have_as_well() -> None:
    shared = set(Auction.__struct_fields__) & set(Listing.__struct_fields__)
    assert set(TERMS) == shared - {"auction_id", "auctioneer", "title", *OF_SALE}
    assert SALE.terms.keys() == set(TERMS)


def test_a_sale_has_staggered_ends_or_a_sequence() -> None:
    stagger = {"first_ends_at": NOON, "interval_s": 60}
    new = NewAuction.parse({"title": "A sale", "stagger": stagger})
    assert sale_fields(new)["stagger"] == Stagger(NOON, 60_000)
    both = NewAuction.parse({"title": "A sale", "stagger": stagger, "sequence": {"gap_s": 1}})
    with pytest.raises(Refused, match="stagger"):
        sale_fields(both)
