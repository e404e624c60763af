"""The bodies of answers about sales."""

from msgspec.structs import replace

from server.domain.admission.bidder_rules import BidderRules, Terms
from server.domain.auction import Auction
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.types import AuctionId, UserId
from server.wire.views import view_auction

SALE = Auction(AuctionId("sale"), "Estate", UserId("house"), "House#aaaaa", "EUR", 1)


def test_a_sale_is_shown_with_its_auctioneers_handle_and_never_the_user_id() -> None:
    assert view_auction(SALE) == {
        "auction_id": "sale",
        "title": "Estate",
        "auctioneer": "House#aaaaa",
        "currency": "EUR",
        "created_at": 1,
        "approval": False,
        "spending_limit": None,
        "sequence": None,
        "stagger": None,
        "fees": None,
        "on_outage": "extend",
        "terms": None,
        "deposit": False,
        "bid_cap": None,
        "bid_multiple": None,
        "consignor_bids": False,
        "early_bids": False,
        "paused": False,
    }


def test_the_fees_of_a_sale_are_shown() -> None:
    fees = Fees((PremiumBand(0, 250_000),), premium_tax=200_000)
    assert view_auction(replace(SALE, fees=fees))["fees"] == {
        "premium": [(0, 250_000)],
        "price_tax": 0,
        "premium_tax": 200_000,
    }


def test_the_gap_of_a_sequence_is_shown_in_seconds() -> None:
    assert view_auction(replace(SALE, gap_ms=7_000))["sequence"] == {"gap_s": 7}
    assert view_auction(replace(SALE, gap_ms=0))["sequence"] == {"gap_s": 0}


def test_a_sale_is_shown_with_what_it_asks_of_its_bidders() -> None:
    asking = replace(
        SALE, bidders=BidderRules(Terms("v2", url="https://house.example"), deposit=True)
    )
    shown = view_auction(asking)
    assert shown["terms"] == {"version": "v2", "text": None, "url": "https://house.example"}
    assert shown["deposit"]
