"""An item's history goes on after the events that are there without a gap."""

import pytest

from persistence.snapshots import before_first_gap
from tests.unit.domain.sale import BEN, bid
from tests.unit.persistence.sale import events_of

EVENTS = events_of(bid(150), bid(200, BEN, "b2"), bid(300, bid_id="b3"))


@pytest.mark.parametrize(
    ("archived", "after", "kept"),
    [
        ((1, 2, 3, 4, 5), 0, 5),
        ((1, 2, 3, 5), 0, 3),
        ((2, 3), 0, 0),
        ((1, 3, 4, 5), 0, 1),
        ((), 0, 0),
        ((4, 5), 3, 2),
        ((5,), 3, 0),
    ],
)
def test_the_events_after_the_first_gap_are_left_out(
    archived: tuple[int, ...], after: int, kept: int
) -> None:
    events = [EVENTS[seq - 1] for seq in archived]
    assert before_first_gap(events, after) == EVENTS[after : after + kept]
