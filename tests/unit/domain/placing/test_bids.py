"""The decision on a bid: the bidder first, then the format's rules, then the bidder's limit."""

import pytest

from server.domain.commands import BidderStanding, PlaceBid
from server.domain.events import BidAccepted
from server.domain.item import Item
from server.domain.placing.bids import limit_of, place
from server.domain.rejection import Code
from server.domain.types import EXPOSURE_MAX, Bidder
from tests.unit.domain.sale import BEN, HOUSE, NOON, accepted, after, bid, listing, opened, refused

GATED = opened(approval=True)
LIMITED = opened(spending_limit=500)


@pytest.mark.parametrize(
    ("item", "command", "code"),
    [
        (opened(), bid(100, Bidder(HOUSE.user_id, "House")), Code.OWN_ITEM),
        (GATED, bid(100), Code.FORBIDDEN),
        (opened(), bid(99), Code.TOO_LOW),
        (opened(bid_cap=150), bid(160), Code.IMPLAUSIBLE),
        (LIMITED, bid(501), Code.LIMIT_EXCEEDED),
        (LIMITED, bid(300, standing=BidderStanding(elsewhere=201)), Code.LIMIT_EXCEEDED),
        (after(LIMITED, bid(400, BEN)), bid(501), Code.LIMIT_EXCEEDED),
    ],
)
def test_a_bid_is_refused_for_its_bidder_its_amount_or_its_limit(
    item: Item, command: PlaceBid, code: Code
) -> None:
    assert refused(place(item, command, NOON)).code is code


def test_a_bid_within_the_limit_of_an_approved_bidder_is_taken() -> None:
    standing = BidderStanding(approved=True, elsewhere=200)
    events = accepted(
        place(opened(approval=True, spending_limit=500), bid(300, standing=standing), NOON)
    )
    assert [type(event) for event in events] == [BidAccepted]


def test_a_bidders_own_limit_replaces_that_of_the_listing() -> None:
    limited = listing(spending_limit=500)
    assert limit_of(limited, None) == 500
    assert limit_of(limited, BidderStanding(limit=900)) == 900
    assert limit_of(listing(approval=True), BidderStanding()) == EXPOSURE_MAX
