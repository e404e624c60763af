"""Moments that an auctioneer sets: in milliseconds, not past, and not beyond a bound."""

from collections.abc import Iterator

from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction
from server.domain.types import Millis

SECONDS_END = 10**11
"""Moments below are taken for seconds. As milliseconds they are before 1974, as seconds before 5138."""
AHEAD_MAX_MS: Millis = 100 * 366 * 86_400_000
"""The longest time from now to a moment. A later one is taken for microseconds or a mistake."""
LATE_MS: Millis = 60_000
"""An opening may be past by so much, because an auctioneer may mean "now"."""


def fault_of(moment: Millis, now: Millis, *, late_ms: Millis = 0) -> str | None:
    """Return the reason why `moment` can't be meant at `now`, or None. It may be past by `late_ms`."""
    if moment < SECONDS_END:
        return "this looks like seconds; times are in milliseconds since the epoch"
    if moment + late_ms <= now:
        return "this moment is past"
    if moment > now + AHEAD_MAX_MS:
        return "this moment is more than a hundred years ahead"
    return None


def misplaced_moments(listing: Listing, now: Millis) -> Iterator[Contradiction]:
    """Find the moments of a listing that can't be meant at `now`."""
    moments = (
        ("opens_at", listing.opens_at, LATE_MS),
        ("ends_at", listing.ends_at, 0),
        ("soft_close.hard_end", listing.soft_close.hard_end, 0),
    )
    for field, moment, late_ms in moments:
        fault = None if moment is None else fault_of(moment, now, late_ms=late_ms)
        if fault is not None:
            yield Contradiction(field, fault)
