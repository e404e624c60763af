"""Shifts: an outage moves an item's times by the time that its bidders missed (0157).

An item of a group moves to the end of the group (0160).
"""

from server.domain.commands import FollowGroup, ShiftEnd
from server.domain.events import EndShifted, ShiftCause
from server.domain.item import Item
from server.domain.types import LIVE, Millis, OnOutage, Status


def shift_end(item: Item, outage: ShiftEnd, now: Millis) -> tuple[EndShifted, ...]:
    """Decide the shift that makes up for an outage; empty if it does not concern the item.

    An outage that has been made up for concerns the item no more, so this may be repeated.
    """
    if item.listing.on_outage is OnOutage.CLOSE or item.paused_by_sale:
        return ()
    since = max(outage.since, _served_since(item))
    if since >= outage.until:
        return ()
    if item.status is Status.SCHEDULED and item.listing.gap_ms is not None:
        return _shift_of_opening(item, since, outage.until, now)
    if item.status is not Status.SCHEDULED and item.status not in LIVE:
        return ()
    ends_at = item.ends_at
    if ends_at is None or ends_at <= since:
        return ()
    if ends_at > outage.until + outage.margin_ms and not _clock_runs(item):
        return ()
    return (
        EndShifted(
            seq=item.seq + 1,
            at=now,
            ends_at=max(ends_at + outage.until - since, outage.until + outage.return_ms),
            cause=ShiftCause.OUTAGE,
            since=since,
            until=outage.until,
        ),
    )


def fault_of_shift(item: Item, event: EndShifted) -> str | None:
    """Return the reason why a shift can't follow from the item before it, or None.

    The margin and the time to return are settings, which the events don't tell.
    """
    earliest = shift_end(item, ShiftEnd(event.since, event.until, margin_ms=event.at), event.at)
    if not earliest:
        return "no outage could move this item"
    if event.until > event.at:
        return "it makes up for an outage that was not over"
    if event.since != earliest[0].since:
        return "it makes up for time that was not missing"
    if event.opens_at != earliest[0].opens_at:
        return "the opening did not move by the time that was missing"
    if (event.ends_at or 0) < (earliest[0].ends_at or 0):
        return "the end moved by less than the time that was missing"
    return None


def follow_group(item: Item, command: FollowGroup, now: Millis) -> tuple[EndShifted, ...]:
    """Decide the shift to the end of the item's group (0160); empty if it does not concern the item.

    A scheduled item follows, too, because it may open and end in the same round. A hard end holds.
    """
    if item.listing.closes_with is None or item.ends_at is None or item.paused_by_sale:
        return ()
    if item.status not in LIVE and item.status is not Status.SCHEDULED:
        return ()
    ends_at, hard_end = command.ends_at, item.listing.soft_close.hard_end
    if hard_end is not None:
        ends_at = min(ends_at, hard_end + item.outage_ms)
    if ends_at <= item.ends_at:
        return ()
    return (EndShifted(seq=item.seq + 1, at=now, ends_at=ends_at, cause=ShiftCause.GROUP),)


def fault_of_following(item: Item, event: EndShifted) -> str | None:
    """Return the reason why a shift to a group's end can't follow from the item before it, or None."""
    if event.ends_at is None or follow_group(item, FollowGroup(event.ends_at), event.at) != (
        event,
    ):
        return "no group could move this item to this end"
    return None


def _served_since(item: Item) -> Millis:
    """Return the moment before which the item's bidders can't have missed anything."""
    if item.status is not Status.SCHEDULED:
        return item.outages_until
    if item.listing.gap_ms is not None:
        # The pause before it began with the call.
        return max(item.outages_until, item.changed_at)
    return max(item.outages_until, item.opens_at or 0)


def _clock_runs(item: Item) -> bool:
    return item.listing.has_clock and item.status in LIVE


def _shift_of_opening(
    item: Item, since: Millis, until: Millis, now: Millis
) -> tuple[EndShifted, ...]:
    """Decide the shift of an item in a sequence whose pause was cut short."""
    opens_at = item.opens_at
    if opens_at is None or not since < opens_at <= until:
        return ()
    return (
        EndShifted(
            seq=item.seq + 1,
            at=now,
            ends_at=item.ends_at,
            cause=ShiftCause.OUTAGE,
            since=since,
            until=until,
            opens_at=opens_at + until - since,
        ),
    )
