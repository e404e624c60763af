"""The terms of a sale on the wire."""

import pytest
from pydantic import ValidationError

from server.domain.admission.bidder_rules import BidderRules, Terms
from server.wire.bidders.terms import SaleTerms, bidder_rules, view_terms

TERMS = SaleTerms(version="2030-01", text="Pay within a week.")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "a", "url": "https://house.example"},
        {"text": ""},
        {"url": "javascript:alert(1)"},
        {"text": "a\x00"},
        {"text": "a", "version": ""},
        {"text": "a", "version": "x" * 65},
    ],
)
def test_terms_are_a_text_or_an_address_with_a_version(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        SaleTerms.model_validate({"version": "1", **fields})


def test_a_sale_with_terms_or_a_deposit_alone_admits_automatically() -> None:
    assert bidder_rules(None, deposit=False, approval=True) is None
    assert bidder_rules(TERMS, deposit=False, approval=False) == BidderRules(
        Terms("2030-01", "Pay within a week."), automatic=True
    )
    assert bidder_rules(None, deposit=True, approval=True) == BidderRules(deposit=True)


def test_caps_of_bids_alone_need_no_admission() -> None:
    assert bidder_rules(None, deposit=False, approval=False, bid_cap=5) == BidderRules(bid_cap=5)


def test_a_sale_without_terms_shows_none() -> None:
    assert view_terms(None) is None
    assert view_terms(BidderRules(deposit=True)) is None
