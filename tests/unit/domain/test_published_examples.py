"""The worked examples of published auction rules, each under the name of its page.

Hidden maxima are bid beside the least visible amount. Amounts are in cents, unless the page is in yen.
"""

import pytest

from server.domain.commands import CloseItem, RetractBid
from server.domain.decide import decide
from server.domain.events import Reason
from server.domain.item import Item
from server.domain.listings.increments import CLASSIC, bands, rungs_as_rows
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code
from server.domain.types import Bidder, Format, Status, Winner
from tests.unit.domain.sale import (
    ANN,
    BEN,
    CEM,
    DEE,
    HOUSE,
    MINUTE,
    NOON,
    accepted,
    after,
    after_maxima,
    bid,
    least,
    opened,
    placed,
    refused,
)

BY_HALF = bands([(0, 50)])
BY_ONE = bands([(0, 1_00)])
BY_FIVE = bands([(0, 5_00)])
BY_TEN = bands([(0, 10_00)])
YEN = bands([(0, 10), (1_000, 100), (5_000, 250), (10_000, 500), (50_000, 1_000)])


def standing(item: Item) -> tuple[int, Bidder | None]:
    """Return the price and who leads."""
    return item.price, item.leader


def test_v1_ebay_uk_buying_guide_2792188() -> None:
    item = after(opened(start_price=1, increment=CLASSIC), bid(68_45, CEM))
    assert least(item) == 69_45
    item = after_maxima(item, (ANN, 114_00), (BEN, 157_00))
    assert (*standing(item), least(item)) == (116_50, BEN, 119_00)
    item = after_maxima(item, (ANN, 156_80))
    assert standing(item) == (157_00, BEN)


def test_v2_shopgoodwill_faq() -> None:
    item = opened(start_price=5_00, increment=BY_ONE)
    seen = []
    for bidder, most in [(ANN, 5_00), (BEN, 6_01), (ANN, 8_00), (BEN, 15_00), (ANN, 15_02)]:
        item = after_maxima(item, (bidder, most))
        seen.append(standing(item))
    assert seen == [(5_00, ANN), (6_00, BEN), (7_01, ANN), (9_00, BEN), (15_02, ANN)]


def test_v3_maxsold_203690360() -> None:
    item = after_maxima(opened(start_price=1_00, increment=BY_ONE), (ANN, 12_50), (BEN, 15_00))
    assert standing(item) == (13_50, BEN)


def test_v4_liveauctioneers_187() -> None:
    item = opened(start_price=70_00, increment=BY_TEN)
    assert standing(after_maxima(item, (ANN, 100_00), (BEN, 300_00))) == (110_00, BEN)
    assert standing(after_maxima(item, (ANN, 100_00), (BEN, 100_00))) == (100_00, ANN)


@pytest.mark.parametrize(
    ("rival", "price", "leader"),
    [(55_00, 60_00, ANN), (100_00, 100_00, ANN), (110_00, 105_00, BEN)],
)
def test_v5_koi_com_cy(rival: int, price: int, leader: Bidder) -> None:
    item = after_maxima(opened(start_price=50_00, increment=BY_FIVE), (ANN, 100_00))
    assert standing(item) == (50_00, ANN)
    assert standing(after_maxima(item, (BEN, rival))) == (price, leader)


def test_v7_cheaptalk() -> None:
    item = after_maxima(opened(start_price=1_00, increment=BY_HALF), (ANN, 5_00), (BEN, 2_00))
    assert standing(item) == (2_50, ANN)
    assert standing(after_maxima(item, (BEN, 4_75))) == (5_00, ANN)


@pytest.mark.parametrize(
    ("rival", "price"),
    [(500, 510), (1_000, 1_100), (5_000, 5_250), (10_000, 10_500), (50_000, 51_000)],
)
def test_v8_buyee_q113(rival: int, price: int) -> None:
    item = after_maxima(opened(start_price=10, increment=YEN), (ANN, 100_000), (BEN, rival))
    assert standing(item) == (price, ANN)


def test_a_ladder_of_300_320_350_380_400() -> None:
    ladder = bands(rungs_as_rows([300, 320, 350, 380, 400]))
    item = opened(start_price=300, increment=ladder, on_ladder=True)
    allowed = []
    for number in range(6):
        allowed.append(least(item))
        item = after(item, bid(least(item), (ANN, BEN)[number % 2]))
    assert allowed == [300, 320, 350, 380, 400, 420]
    assert refused(decide(item, bid(450), NOON)).code is Code.OFF_LADDER


# Reserve and buy-now


def test_reserve_start_100_reserve_1000() -> None:
    item = after(opened(start_price=100, reserve=1_000), bid(150))
    assert (item.price, after(item, CloseItem(HOUSE)).status) == (150, Status.UNSOLD)
    item = after_maxima(item, (BEN, 1_500))
    assert standing(item) == (1_000, BEN)
    assert after(item, CloseItem(HOUSE)).winners == (Winner(BEN, 1_000),)


def test_reserve_start_3000_reserve_5000() -> None:
    """The second 5000 is below the next bid of 5100, so it is refused: the first holds."""
    increment = bands([(0, 100)])
    item = after_maxima(opened(start_price=3_000, reserve=5_000, increment=increment), (ANN, 5_000))
    assert (*standing(item), least(item)) == (5_000, ANN, 5_100)
    assert refused(decide(item, bid(5_000, BEN), NOON)).code is Code.TOO_LOW


@pytest.mark.parametrize(
    ("most", "price", "status"),
    [(12_000, 10_000, Status.SOLD), (9_500, 9_500, Status.UNSOLD)],
)
def test_reserve_of_10000_with_the_jump_off(most: int, price: int, status: Status) -> None:
    """Without the jump the reserve is a rival: a maximum below it is shown in full."""
    item = after_maxima(opened(start_price=1_000, reserve=10_000, reserve_jump=False), (ANN, most))
    assert (item.price, after(item, CloseItem(HOUSE)).status) == (price, status)


# Sealed, uniform


def test_vickrey_reserve_100() -> None:
    item = opened(format=Format.SEALED_SECOND, start_price=1, reserve=100)
    for number, (bidder, amount) in enumerate([(ANN, 130), (CEM, 125), (DEE, 115), (BEN, 140)]):
        item = after(item, bid(amount, bidder, f"b{number}"))
    assert after(item, CloseItem(HOUSE)).winners == (Winner(BEN, 130),)


def test_uniform_of_5_units() -> None:
    item = opened(format=Format.UNIFORM, start_price=1, quantity=5)
    item = after(item, bid(20, ANN, "a", quantity=2), bid(21, BEN, "b", quantity=4))
    assert after(item, CloseItem(HOUSE)).winners == (Winner(BEN, 20, 4), Winner(ANN, 20, 1))


# Soft close


def clock(words: str) -> int:
    """Return a moment of the afternoon, `14:58`, in milliseconds."""
    hours, minutes = map(int, words.split(":"))
    return NOON + (60 * (hours - 12) + minutes) * MINUTE


def ends_after(soft_close: SoftClose, ends: str, *bids: str) -> list[int]:
    """Return the end after each of the bids, the first of which opens an item that ends at `ends`."""
    item = opened(ends_at=clock(ends), soft_close=soft_close)
    moved = []
    for number, moment in enumerate(bids):
        command = bid(least(item), (ANN, BEN)[number % 2], f"b{number}")
        item = after(item, command, now=clock(moment))
        assert item.ends_at is not None
        moved.append(item.ends_at)
    return moved


def test_reset_by_three_minutes_from_15_00() -> None:
    reset = SoftClose(Policy.RESET, 3 * MINUTE, 3 * MINUTE)
    assert ends_after(reset, "15:00", "14:58", "15:00") == [clock("15:01"), clock("15:03")]


def test_add_with_50_s_left_makes_1_50() -> None:
    add = SoftClose(Policy.ADD, MINUTE, MINUTE)
    item = after(opened(ends_at=NOON + 50_000, soft_close=add), bid(100))
    assert item.ends_at == NOON + 110_000


def test_capped_twice_from_18_30() -> None:
    """The published ends are five minutes after the bid, as with `reset`; so that is what it does."""
    capped = SoftClose(Policy.CAPPED, 2 * MINUTE, 5 * MINUTE, extensions_max=2)
    moved = ends_after(capped, "18:30", "18:29", "18:32", "18:36")
    assert moved == [clock("18:34"), clock("18:37"), clock("18:37")]


# Retraction


def test_retraction_mantleauctioneer() -> None:
    """Max bids A 200, B 300, A 400, B 500, A 600, B 700; B out leaves A at 200.

    The proxy rule alone would give the start price, but A's 200 was a public bid and stands.
    """
    ends_at = NOON + 24 * 60 * MINUTE
    item = opened(start_price=100, increment=bands([(0, 100)]), ends_at=ends_at)
    story = []
    for number in range(6):
        command = bid(200 + 100 * number, (ANN, BEN)[number % 2], f"b{number}")
        events = accepted(decide(item, command, NOON + number))
        story += placed(command, events)
        item = after(item, command, now=NOON + number)
    item = after(item, RetractBid(command.bid_id, BEN, Reason.MISTYPED, tuple(story)))
    assert (*standing(item), item.leader_max) == (200, ANN, 600)
