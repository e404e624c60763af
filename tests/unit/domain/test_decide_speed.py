"""The cost of a decision on a hot English item, reported by pytest-benchmark and never asserted.

`pytest tests/unit/domain/test_decide_speed.py` prints the table. A few rounds only: the results are
for reading, and every run of the tests pays for them.
"""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from server.domain.commands import PlaceBid
from server.domain.decide import decide
from server.domain.events import BidAccepted
from server.domain.item import Item
from server.domain.listings.increments import CLASSIC
from tests.unit.domain.sale import ANN, BEN, NOON, accepted, after, after_maxima, bid, least, opened

ROUNDS = {"rounds": 5, "iterations": 500, "warmup_rounds": 1}


def hot_item(bids: int = 0) -> Item:
    """Open an item with an end and the classic increments, after some bids."""
    item = opened(start_price=1_00, increment=CLASSIC, ends_at=NOON + 1)
    for number in range(bids):
        item = after(item, bid(least(item), (ANN, BEN)[number % 2], f"b{number}"))
    return item


@pytest.mark.parametrize("bids", [1, 1_000])
def test_a_visible_bid_costs_the_same_however_many_came_before(
    benchmark: BenchmarkFixture, bids: int
) -> None:
    item = hot_item(bids)
    command = bid(least(item), BEN, "next", raise_own=True)
    (event,) = accepted(benchmark.pedantic(decide, (item, command, NOON), **ROUNDS))
    assert isinstance(event, BidAccepted)


@pytest.mark.parametrize("most", [2_000_00, 4_000_00], ids=["loses", "wins"])
def test_a_bid_against_a_hidden_maximum(benchmark: BenchmarkFixture, most: int) -> None:
    item = after_maxima(hot_item(1), (ANN, 3_000_00))
    command: PlaceBid = bid(least(item), BEN, "next", max_amount=most)
    events = accepted(benchmark.pedantic(decide, (item, command, NOON), **ROUNDS))
    assert len(events) == (2 if most < 3_000_00 else 1)
