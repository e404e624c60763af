"""English: ascending, visible bids."""

from typing import Any

import pytest

from server.domain.commands import CloseItem
from server.domain.decide import decide
from server.domain.events import BidAccepted, ItemClosed, ItemExtended
from server.domain.item import Item
from server.domain.listings.increments import bands
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code
from server.domain.types import Bidder, Status, Winner
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    SECOND,
    accepted,
    after,
    bid,
    least,
    opened,
    refused,
)

BY_ONE = bands([(0, 1_00)])
BY_FIVE = bands([(0, 5_00)])
BY_TEN = bands([(0, 10_00)])


def least_after(item: Item, amount: int, bidder: Bidder = BEN) -> int:
    """Return the minimum that a bid leaves behind."""
    return least(after(item, bid(amount, bidder)))


def test_a_bid_of_the_minimum_leads() -> None:
    item = after(opened(), bid(100, ANN), bid(110, BEN))
    assert (item.price, item.leader, item.bid_count) == (110, BEN, 2)


def test_a_bid_below_the_minimum_is_answered_with_the_details_for_a_higher_one() -> None:
    item = after(opened(), bid(100, ANN))
    rejection = refused(decide(item, bid(109, BEN), NOON))
    assert rejection.code is Code.TOO_LOW
    assert rejection.details == {"minimum": 110, "price": 100, "seq": item.seq}


def test_a_first_bid_below_the_start_price_is_too_low() -> None:
    rejection = refused(decide(opened(), bid(99), NOON))
    assert (rejection.code, rejection.details["minimum"]) == (Code.TOO_LOW, 100)


def test_a_bid_between_two_steps_is_taken() -> None:
    assert after(opened(), bid(100), bid(113, BEN)).price == 113


def test_the_earlier_of_two_equal_bids_leads() -> None:
    """V4: start 70, step 10, 100 against 100: the first leads (liveauctioneers 187)."""
    item = after(opened(start_price=70_00, increment=BY_TEN), bid(100_00, ANN))
    assert refused(decide(item, bid(100_00, BEN), NOON)).code is Code.TOO_LOW
    assert item.leader == ANN
    assert least(item) == 110_00


def test_each_visible_bid_is_the_price_and_the_next_is_a_step_above() -> None:
    """V2 as visible bids: step 1, A 5.00, B 6.01, A 8.00, B 15.00; 15.02 is too low (shopgoodwill)."""
    item = opened(start_price=1_00, increment=BY_ONE)
    steps = [(ANN, 5_00, 6_00), (BEN, 6_01, 7_01), (ANN, 8_00, 9_00), (BEN, 15_00, 16_00)]
    for bidder, amount, minimum in steps:
        item = after(item, bid(amount, bidder))
        assert (item.price, item.leader, least(item)) == (amount, bidder, minimum)
    assert refused(decide(item, bid(15_02, ANN), NOON)).details["minimum"] == 16_00


@pytest.mark.parametrize(("rival", "minimum"), [(55_00, 60_00), (100_00, 105_00), (110_00, 115_00)])
def test_a_rivals_bid_asks_for_one_step_more(rival: int, minimum: int) -> None:
    """V5: start 50, step 5 (koi.com.cy)."""
    item = after(opened(start_price=50_00, increment=BY_FIVE), bid(50_00, ANN))
    assert least_after(item, rival) == minimum


def test_a_step_below_one_unit_of_the_currency_is_exact() -> None:
    """V7: step .50, a rival at 2 asks for 2.50 (cheaptalk.org); V3: step 1, 12.50 for 13.50."""
    assert least_after(opened(start_price=1_00, increment=bands([(0, 50)])), 2_00) == 2_50
    assert least_after(opened(start_price=1_00, increment=BY_ONE), 12_50) == 13_50


@pytest.mark.parametrize("amount", [100, 110, 500])
def test_nobody_outbids_themselves_unasked(amount: int) -> None:
    rejection = refused(decide(after(opened(), bid(100, ANN, "b1")), bid(amount, ANN, "b2"), NOON))
    assert rejection.code is Code.ALREADY_LEADING
    assert rejection.details == {"minimum": 110, "price": 100, "seq": 3}


def test_a_leader_may_raise_their_own_bid_if_they_mean_it() -> None:
    item = after(opened(), bid(100, ANN, "b1"), bid(110, ANN, "b2", raise_own=True))
    assert (item.leader, item.price, item.bid_count) == (ANN, 110, 2)
    assert refused(decide(item, bid(110, ANN, raise_own=True), NOON)).code is Code.TOO_LOW


def test_a_leader_may_bid_towards_a_reserve_and_buy_now() -> None:
    item = after(opened(reserve=300, buy_now=900), bid(100, ANN, "b1"), bid(310, ANN, "b2"))
    assert item.price == 310
    assert refused(decide(item, bid(400, ANN), NOON)).code is Code.ALREADY_LEADING
    assert after(item, bid(900, ANN)).status is Status.SOLD


@pytest.mark.parametrize("policy", [Policy.RESET, Policy.ADD, Policy.CAPPED])
@pytest.mark.parametrize("more", [{"raise_own": True}, {"max_amount": 900}])
def test_a_leaders_own_bid_never_moves_the_end(policy: Policy, more: dict[str, Any]) -> None:
    limit = 9 if policy is Policy.CAPPED else None
    soft_close = SoftClose(policy, MINUTE, MINUTE, limit)
    ends_at = NOON + 2 * MINUTE
    item = opened(ends_at=ends_at, soft_close=soft_close, reserve=500)
    item = after(item, bid(100, ANN, "b1"))
    own = after(item, bid(600, ANN, "b2", **more), now=ends_at - 1)
    assert (own.price > 100, own.ends_at) == (True, ends_at)
    assert after(item, bid(600, BEN, "b2"), now=ends_at - 1).ends_at != ends_at


def test_a_late_bid_moves_the_end_in_the_same_decision() -> None:
    """`reset` with three minutes: end 15:00, bid 14:58 -> 15:01."""
    ends = NOON + 60 * MINUTE
    reset = SoftClose(Policy.RESET, window_ms=3 * MINUTE, extend_ms=3 * MINUTE)
    item = opened(ends_at=ends, soft_close=reset)
    events = accepted(decide(item, bid(100), ends - 2 * MINUTE))
    assert [type(event) for event in events] == [BidAccepted, ItemExtended]
    assert after(item, bid(100), now=ends - 2 * MINUTE).ends_at == ends + MINUTE


def test_an_early_bid_leaves_the_end() -> None:
    ends = NOON + 60 * MINUTE
    reset = SoftClose(Policy.RESET, window_ms=3 * MINUTE, extend_ms=3 * MINUTE)
    item = opened(ends_at=ends, soft_close=reset)
    (event,) = accepted(decide(item, bid(100), ends - 3 * MINUTE - 1))
    assert isinstance(event, BidAccepted)


def test_a_refused_late_bid_does_not_move_the_end() -> None:
    ends = NOON + 60 * MINUTE
    item = opened(ends_at=ends, soft_close=SoftClose(Policy.RESET, MINUTE, MINUTE))
    assert refused(decide(item, bid(99), ends - SECOND)).code is Code.TOO_LOW


def test_a_bid_on_an_item_without_an_end_moves_none() -> None:
    item = opened(soft_close=SoftClose(Policy.RESET, MINUTE, MINUTE))
    assert after(item, bid(100)).ends_at is None


def test_the_leader_wins_at_the_price() -> None:
    item = after(opened(), bid(100, ANN), bid(125, BEN))
    (closed,) = accepted(decide(item, CloseItem(HOUSE), NOON))
    assert isinstance(closed, ItemClosed)
    assert (closed.status, closed.winners) == (Status.SOLD, (Winner(BEN, 125),))


def test_without_a_bid_nobody_wins() -> None:
    (closed,) = accepted(decide(opened(), CloseItem(HOUSE), NOON))
    assert isinstance(closed, ItemClosed)
    assert (closed.status, closed.winners) == (Status.UNSOLD, ())
