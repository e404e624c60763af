"""The auctioneer's moves: pauses and ends."""

import pytest

from server.domain.commands import (
    ExtendItem,
    ObserveTime,
    OpenItem,
    PauseItem,
    ResumeItem,
)
from server.domain.decide import decide
from server.domain.events import ItemExtended
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Status
from tests.unit.domain.sale import (
    HOUSE,
    MINUTE,
    NOON,
    SECOND,
    after,
    kinds,
    opened,
    refused,
    scheduled,
    standing_at,
)

OPENS, ENDS = NOON + MINUTE, NOON + 2 * MINUTE


# Pausing


def test_resuming_moves_the_end_by_the_pause() -> None:
    paused = after(opened(ends_at=ENDS), PauseItem(HOUSE), now=NOON + 10 * SECOND)
    resumed = after(paused, ResumeItem(HOUSE), now=NOON + 70 * SECOND)
    assert (resumed.ends_at, resumed.paused_at) == (ENDS + MINUTE, None)


def test_an_item_paused_beyond_its_end_does_not_close() -> None:
    paused = after(opened(ends_at=ENDS), PauseItem(HOUSE))
    assert kinds(paused, ObserveTime(), ENDS + MINUTE) == []
    assert after(paused, ResumeItem(HOUSE), now=ENDS).ends_at == 2 * ENDS - NOON


def test_resuming_an_item_without_an_end_sets_none() -> None:
    assert after(standing_at(Status.PAUSED), ResumeItem(HOUSE), now=ENDS).ends_at is None


# Moving the end


def test_an_auctioneer_moves_the_end_back() -> None:
    assert kinds(opened(ends_at=ENDS), ExtendItem(HOUSE, ENDS + 1), NOON) == [ItemExtended]
    assert after(opened(), ExtendItem(HOUSE, ENDS)).ends_at == ENDS


def test_extending_to_the_present_end_is_accepted_without_an_event() -> None:
    assert kinds(opened(ends_at=ENDS), ExtendItem(HOUSE, ENDS), NOON) == []


@pytest.mark.parametrize(
    ("item", "minimum"), [(opened(ends_at=ENDS), ENDS + 1), (opened(), NOON + 1)]
)
def test_an_end_is_moved_neither_forward_nor_into_the_past(item: Item, minimum: int) -> None:
    rejection = refused(decide(item, ExtendItem(HOUSE, minimum - 2), NOON))
    assert rejection.code is Code.INVALID
    assert rejection.details == {"field": "ends_at", "minimum": minimum}
    assert after(item, ExtendItem(HOUSE, minimum)).ends_at == minimum


def test_an_item_whose_end_has_passed_is_extended_before_it_is_opened() -> None:
    item = scheduled(ends_at=ENDS)
    assert refused(decide(item, OpenItem(HOUSE), ENDS)).code is Code.INVALID
    reopened = after(item, ExtendItem(HOUSE, ENDS + MINUTE), OpenItem(HOUSE), now=ENDS)
    assert (reopened.status, reopened.ends_at) == (Status.OPEN, ENDS + MINUTE)


def test_an_auctioneer_opens_before_the_set_time() -> None:
    item = after(scheduled(opens_at=OPENS, ends_at=ENDS), OpenItem(HOUSE))
    assert item.status is Status.OPEN
    assert kinds(item, ObserveTime(), OPENS) == []


@pytest.mark.parametrize(
    ("ends_at", "fault"),
    [(NOON // 1000, "seconds"), (NOON * 1000, "a hundred years"), (5, "seconds")],
)
def test_an_end_that_cannot_be_meant_is_refused_with_its_reason(ends_at: int, fault: str) -> None:
    rejection = refused(decide(opened(), ExtendItem(HOUSE, ends_at), NOON))
    assert (rejection.code, rejection.details["field"]) == (Code.INVALID, "ends_at")
    assert fault in rejection.message


def test_a_scheduled_item_ends_after_its_opening() -> None:
    item = scheduled(opens_at=NOON + MINUTE)
    rejection = refused(decide(item, ExtendItem(HOUSE, NOON + MINUTE), NOON))
    assert rejection.details == {"field": "ends_at", "minimum": NOON + MINUTE + 1}


def test_an_end_that_follows_from_the_opening_is_not_set_before_it() -> None:
    item = scheduled(duration_ms=MINUTE)
    rejection = refused(decide(item, ExtendItem(HOUSE, NOON + MINUTE), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "ends_at"})
    item = after(item, OpenItem(HOUSE), ExtendItem(HOUSE, NOON + 2 * MINUTE))
    assert item.ends_at == NOON + 2 * MINUTE
