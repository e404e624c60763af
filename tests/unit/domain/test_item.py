"""An item: the minimum of the next bid, and the moment at which it is due."""

import pytest

from server.domain.commands import ExtendItem, PauseItem
from server.domain.listings.increments import CLASSIC
from server.domain.types import Status
from tests.unit.domain.sale import (
    HOUSE,
    MINUTE,
    NOON,
    after,
    bid,
    least,
    opened,
    scheduled,
    standing_at,
)

OPENS, ENDS = NOON + MINUTE, NOON + 2 * MINUTE


def test_the_first_bid_may_be_the_start_price() -> None:
    assert least(opened(start_price=100)) == 100


@pytest.mark.parametrize(
    ("price", "minimum"), [(68_45, 69_45), (116_50, 119_00), (157_00, 159_50), (99_99, 100_99)]
)
def test_the_minimum_is_the_price_and_its_step(price: int, minimum: int) -> None:
    """V1: the classic table, ebay.co.uk buying guide 2792188."""
    item = after(opened(start_price=1, increment=CLASSIC), bid(price))
    assert least(item) == minimum


def test_a_scheduled_item_is_due_at_its_opening() -> None:
    assert scheduled(opens_at=OPENS, ends_at=ENDS).due_at == OPENS
    assert scheduled(ends_at=ENDS).due_at is None


@pytest.mark.parametrize("status", [Status.OPEN, Status.CLOSING])
def test_a_live_item_is_due_at_its_end(status: Status) -> None:
    assert standing_at(status, ends_at=ENDS).due_at == ENDS
    assert standing_at(status).due_at is None


@pytest.mark.parametrize("status", [Status.SOLD, Status.UNSOLD, Status.CANCELLED, Status.PAUSED])
def test_time_changes_no_item_that_is_paused_or_has_ended(status: Status) -> None:
    assert standing_at(status, ends_at=ENDS).due_at is None


def test_an_end_set_during_a_pause_is_not_due_before_the_item_resumes() -> None:
    item = after(opened(), PauseItem(HOUSE), ExtendItem(HOUSE, ENDS))
    assert (item.ends_at, item.due_at) == (ENDS, None)
