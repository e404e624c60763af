"""Claims of units: first come, first served, and no unit is sold twice."""

from msgspec.structs import replace

from server.domain.events import ItemClosed, UnitsClaimed
from server.domain.evolve import fold
from server.domain.formats.claims import UnitClaims, claim, winners_of
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Format, Status
from tests.unit.domain.sale import ANN, BEN, CEM, NOON, accepted, bid, opened, placed, refused

RULES = UnitClaims()


def stock(quantity: int) -> Item:
    return opened(format=Format.FIXED, quantity=quantity)


def claimed(item: Item, units: int, price: int = 100) -> Item:
    """Return the item after a claim by Ann."""
    after = fold(item, accepted(claim(item, bid(price, quantity=units), price, NOON)))
    assert after is not None
    return after


def test_a_claim_takes_its_units() -> None:
    item = claimed(stock(5), 2)
    assert (item.remaining, item.status) == (3, Status.OPEN)
    assert RULES.succeeded(item, ANN.user_id)
    assert not RULES.succeeded(item, BEN.user_id)


def test_the_last_unit_closes_the_item_and_every_claim_wins() -> None:
    item = claimed(stock(3), 2)
    taken, closed = accepted(claim(item, bid(100, BEN), 100, NOON))
    assert isinstance(taken, UnitsClaimed)
    assert isinstance(closed, ItemClosed)
    assert [(w.bidder, w.quantity) for w in closed.winners] == [(ANN, 2), (BEN, 1)]
    after = fold(item, (taken,))
    assert after is not None
    assert closed.winners == winners_of(after)


def test_more_units_than_remain_are_refused_whole() -> None:
    refusal = refused(claim(claimed(stock(3), 2), bid(100, CEM, quantity=2), 100, NOON))
    assert refusal.code is Code.SOLD_OUT
    assert refusal.details["remaining"] == 1


def test_a_claim_keeps_the_amount_that_was_offered_beside_the_price() -> None:
    (higher,) = accepted(claim(stock(5), bid(130), 100, NOON))
    (equal,) = accepted(claim(stock(5), bid(100), 100, NOON))
    assert isinstance(higher, UnitsClaimed)
    assert isinstance(equal, UnitsClaimed)
    assert (higher.amount, higher.offered) == (100, 130)
    assert (equal.amount, equal.offered) == (100, None)


def test_without_a_retracted_claim_the_price_is_that_of_the_last_one_left() -> None:
    item = stock(5)
    (bid_left,) = placed(bid(90), accepted(claim(item, bid(90), 90, NOON)))
    assert RULES.without(item, [replace(bid_left, amount=95), bid_left]).price == 90
    assert RULES.without(item, []).price == item.listing.start_price
