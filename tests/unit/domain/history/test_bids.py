"""The check of bids: a change of the rules that old histories precede is forgiven."""

from server.domain.events import ItemExtended
from server.domain.history import faults_of
from tests.unit.domain.history.stories import ENDS, LATE_MS, SOFT, story
from tests.unit.domain.sale import (
    MINUTE,
    bid,
)


def test_a_leaders_own_bid_that_moved_the_end_in_an_earlier_version_is_forgiven() -> None:
    events = story(
        bid(100), bid(110, bid_id="b2", raise_own=True),
        step_ms=LATE_MS, soft_close=SOFT, ends_at=ENDS,
    )  # fmt: skip
    moved = ItemExtended(seq=5, at=events[-1].at, ends_at=events[-1].at + MINUTE, by_bid=True)
    assert faults_of([*events, moved]) == []
