"""Moments that can be meant: in milliseconds, ahead, and within a hundred years."""

import pytest

from server.domain.listings.moments import AHEAD_MAX_MS, fault_of, misplaced_moments
from server.domain.listings.soft_close import Policy, SoftClose
from tests.unit.domain.sale import MINUTE, NOON, listing


@pytest.mark.parametrize("moment", [NOON + 1, NOON + AHEAD_MAX_MS])
def test_a_moment_ahead_can_be_meant(moment: int) -> None:
    assert fault_of(moment, NOON) is None


@pytest.mark.parametrize(
    ("moment", "fault"),
    [
        (0, "seconds"),
        (NOON // 1000, "seconds"),
        (10**11 - 1, "seconds"),
        (10**11, "past"),
        (NOON, "past"),
        (NOON + AHEAD_MAX_MS + 1, "a hundred years"),
        (NOON * 1000, "a hundred years"),
    ],
)
def test_a_moment_that_cannot_be_meant_has_a_reason(moment: int, fault: str) -> None:
    assert fault in str(fault_of(moment, NOON))


def test_an_opening_may_be_a_minute_late_and_nothing_else_may() -> None:
    hard_end = SoftClose(Policy.CAPPED, 5, 5, hard_end=NOON - 1)
    late = listing(opens_at=NOON - 1, ends_at=NOON - 1, soft_close=hard_end)
    found = [each.field for each in misplaced_moments(late, NOON)]
    assert found == ["ends_at", "soft_close.hard_end"]
    assert [each.field for each in misplaced_moments(listing(opens_at=NOON - MINUTE), NOON)] == [
        "opens_at"
    ]


def test_a_listing_without_moments_has_no_misplaced_ones() -> None:
    assert list(misplaced_moments(listing(), NOON)) == []
