"""Searches as query strings."""

import pytest

from server.domain.listings.search import Terms
from server.domain.types import ENDED, AuctionId, Format, Status
from server.wire.catalogue.searches import LIVE, Search
from server.wire.errors import Refused
from tests.unit.wire.refusals import named


def test_every_parameter_is_a_term() -> None:
    search = Search.parse_query(
        {
            "q": "brass lamp",
            "status": "open,closing",
            "format": "dutch",
            "auction_id": "spring",
            "price_min": "1",
            "price_max": "500",
            "ends_before": "1893456000000",
            "sort": "lot",
        }
    )
    assert search.terms() == Terms(
        words="brass lamp",
        statuses=(Status.OPEN, Status.CLOSING),
        formats=(Format.DUTCH,),
        auction_id=AuctionId("spring"),
        price_min=1,
        price_max=500,
        ends_before=1_893_456_000_000,
    )


def test_a_search_without_terms_finds_all_items() -> None:
    search = Search.parse_query({})
    assert (search.terms(), search.sort, search.limit) == (Terms(), "newest", 50)


def test_ended_items_are_left_out_where_the_next_ends_are_wanted() -> None:
    assert Search.parse_query({"sort": "ending"}).terms().statuses == LIVE
    assert not set(LIVE) & ENDED
    named_statuses = Search.parse_query({"sort": "ending", "status": "sold"}).terms().statuses
    assert named_statuses == (Status.SOLD,)


def test_lots_are_an_order_within_a_sale() -> None:
    with pytest.raises(Refused, match="needs an auction_id"):
        Search.parse_query({"sort": "lot"}).terms()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", ""),
        ("q", " "),
        ("q", "x" * 101),
        ("q", "a\0b"),
        ("q", "\ud800"),
        ("status", "deleted"),
        ("status", "open;closing"),
        ("status", ""),
        ("status", ",".join(["open"] * 11)),
        ("format", "raffle"),
        ("auction_id", "a b"),
        ("price_min", "0"),
        ("price_max", "1.5"),
        ("price_max", "9" * 30),
        ("ends_before", "-1"),
        ("sort", "random"),
        ("after", "a b"),
        ("after", "x" * 201),
        ("limit", "101"),
        ("limit", "0"),
        ("colour", "red"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        Search.parse_query({name: value})
    assert named(refused.value) == {name}
