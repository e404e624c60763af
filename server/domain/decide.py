"""The decider: a state, a command and the time lead to events or to a rejection."""

from typing import assert_never

from server.domain.commands import (
    AuctioneerCommand,
    BidderStanding,
    CallItem,
    CancelItem,
    CloseItem,
    Command,
    ExtendItem,
    MarkNextCalled,
    ObserveTime,
    OpenItem,
    PauseItem,
    PlaceBid,
    ResumeItem,
    RetractBid,
    ScheduleItem,
    WarnItem,
)
from server.domain.events import (
    Event,
    ItemCalled,
    ItemCancelled,
    ItemClosed,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemResumed,
    ItemScheduled,
    ItemWarned,
    NextCalled,
)
from server.domain.evolve import evolve, fold
from server.domain.formats import FORMATS, exposure
from server.domain.item import Item
from server.domain.lifecycle import ALLOWED_FROM, REACHED_IN, refuse_bidding
from server.domain.listings.contradictions import contradictions
from server.domain.listings.listing import Listing
from server.domain.listings.moments import fault_of
from server.domain.rejection import Code, Rejection
from server.domain.retraction import retract
from server.domain.types import EXPOSURE_MAX, Actor, Amount, Millis, Role, Status

Decision = tuple[Event, ...] | Rejection

_UNKNOWN = BidderStanding()


def decide(item: Item | None, command: Command, now: Millis) -> Decision:
    """Decide one command.

    `now` is Redis' clock in milliseconds. The changes that were due by `now` are made first. So a bid
    at or after the end is refused, and one at or after the opening is taken, whether or not the
    timekeeper came first. An empty tuple accepts a command whose work was done before (0004).
    """
    if isinstance(command, ScheduleItem):
        return _schedule(item, command, now)
    if item is None:
        return Rejection(Code.NOT_FOUND, "there is no such item")
    due = _events_due(item, now)
    for event in due:
        item = evolve(item, event)
    decision = _decide_now(item, command, now)
    return decision if isinstance(decision, Rejection) else due + decision


def _decide_now(item: Item, command: Command, now: Millis) -> Decision:
    match command:
        case PlaceBid():
            return _place_bid(item, command, now)
        case RetractBid():
            return retract(item, command, now)
        case ObserveTime():
            return ()
        case CallItem():
            return _call(item, command, now)
        case MarkNextCalled():
            return _mark_next_called(item, now)
        case ScheduleItem():
            raise AssertionError("scheduling is decided before there is an item")
        case _:
            return _run(item, command, now)


def _schedule(item: Item | None, command: ScheduleItem, now: Millis) -> Decision:
    if item is not None:
        if item.listing == command.listing:
            return ()
        return Rejection(Code.INVALID, "this item_id is already taken", {"field": "item_id"})
    found = contradictions(command.listing)
    if found:
        message = "; ".join(f"{field}: {message}" for field, message in found)
        return Rejection(Code.INVALID, message, {"errors": [each._asdict() for each in found]})
    return (ItemScheduled(seq=1, at=now, listing=command.listing),)


def _place_bid(item: Item, command: PlaceBid, now: Millis) -> Decision:
    refusal = refuse_bidding(item.status)
    if refusal is not None:
        return refusal
    if command.bidder.user_id == item.listing.auctioneer:
        return Rejection(Code.OWN_ITEM, "an auctioneer can't bid on an item of their own")
    if command.bidder.user_id in item.barred:
        return Rejection(Code.FORBIDDEN, "you have taken a bid on this item back for good")
    listing, standing = item.listing, command.standing or _UNKNOWN
    if listing.approval and not standing.approved:
        return Rejection(Code.FORBIDDEN, "the auctioneer has not approved you for this sale")
    decision = FORMATS[listing.format].place_bid(item, command, now)
    if not listing.checks_bidders:
        return decision
    return _within_limit(item, command, standing, decision)


def limit_of(listing: Listing, standing: BidderStanding | None) -> Amount:
    """Return the limit of a bidder's exposure over all items of an auction that checks its bidders."""
    limit = listing.spending_limit
    if standing is not None and standing.limit is not None:
        limit = standing.limit
    return EXPOSURE_MAX if limit is None else limit


def _within_limit(
    item: Item, command: PlaceBid, standing: BidderStanding, decision: Decision
) -> Decision:
    """Refuse a bid that would raise the bidder's exposure over all items beyond their limit.

    0013: this holds for a bid that does not take the lead as well, because the answer must not tell
    whether it would have.
    """
    if isinstance(decision, Rejection):
        return decision
    limit = limit_of(item.listing, standing)
    after = fold(item, decision)
    assert after is not None, "bidding leaves an item"
    at_most = command.most * command.quantity
    here = exposure(after).get(command.bidder.user_id, at_most)
    if standing.elsewhere + here <= limit:
        return decision
    details: dict[str, object] = {"limit": limit, "reserved": standing.elsewhere}
    return Rejection(Code.LIMIT_EXCEEDED, "this bid exceeds your spending limit", details)


def _run(item: Item, command: AuctioneerCommand, now: Millis) -> Decision:
    if not _may_run(item, command.by):
        return Rejection(Code.FORBIDDEN, "only the item's auctioneer may do this")
    kind = type(command)
    if item.status in REACHED_IN[kind]:
        return ()
    if item.status not in ALLOWED_FROM[kind]:
        return refuse_bidding(item.status) or Rejection(
            Code.INVALID, f"not possible while the item is {item.status.value}"
        )
    if isinstance(command, OpenItem | ExtendItem):
        return _set_end(item, command, now)
    return (_move(item, command, now),)


def _set_end(item: Item, command: OpenItem | ExtendItem, now: Millis) -> Decision:
    seq = item.seq + 1
    if isinstance(command, OpenItem):
        if item.ends_at is not None and item.ends_at <= now:
            return Rejection(Code.INVALID, "the item's end has passed; extend it first")
        return (_open(item, now),)
    if command.ends_at == item.ends_at:
        return ()
    listing = item.listing
    scheduled = item.status is Status.SCHEDULED
    if scheduled and FORMATS[listing.format].end_when_opened(listing, now) is not None:
        message = "ends_at: this item's end follows from its opening"
        return Rejection(Code.INVALID, message, {"field": "ends_at"})
    fault = fault_of(command.ends_at, now)
    earliest = max(now, item.ends_at or 0, (item.opens_at or 0) if scheduled else 0) + 1
    if fault is not None and command.ends_at >= earliest:
        return Rejection(Code.INVALID, f"ends_at: {fault}", {"field": "ends_at"})
    if command.ends_at < earliest:
        return Rejection(
            Code.INVALID,
            f"ends_at: {fault or 'the end can only be moved to a later moment in the future'}",
            {"field": "ends_at", "minimum": earliest},
        )
    return (ItemExtended(seq=seq, at=now, ends_at=command.ends_at),)


def _move(
    item: Item, command: PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem, now: Millis
) -> Event:
    seq = item.seq + 1
    match command:
        case PauseItem():
            return ItemPaused(seq=seq, at=now)
        case ResumeItem():
            assert item.paused_at is not None, "a paused item has the time of its pause"
            pause_ms = now - item.paused_at
            ends_at = None if item.ends_at is None else item.ends_at + pause_ms
            return ItemResumed(seq=seq, at=now, ends_at=ends_at)
        case WarnItem():
            return ItemWarned(seq=seq, at=now)
        case CloseItem():
            return _close(item, now)
        case CancelItem():
            return ItemCancelled(seq=seq, at=now)
        case _:
            assert_never(command)


def _events_due(item: Item, now: Millis) -> tuple[Event, ...]:
    """Return the events that are due by `now`: the item opens, closes, or both."""
    changes_at = item.changes_at
    if changes_at is None or now < changes_at:
        return ()
    if item.status is Status.SCHEDULED:
        opened = _open(item, now)
        return (opened, *_events_due(evolve(item, opened), now))
    return (_close(item, now),)


def _open(item: Item, now: Millis) -> ItemOpened:
    listing = item.listing
    ends_at = FORMATS[listing.format].end_when_opened(listing, now)
    return ItemOpened(seq=item.seq + 1, at=now, ends_at=ends_at)


def _call(item: Item, command: CallItem, now: Millis) -> Decision:
    """Set the opening of an item whose turn has come, unless it is already set or past."""
    if item.status is not Status.SCHEDULED or item.opens_at is not None:
        return ()
    return (ItemCalled(seq=item.seq + 1, at=now, opens_at=command.opens_at),)


def _mark_next_called(item: Item, now: Millis) -> Decision:
    if not item.calls_next:
        return ()
    return (NextCalled(seq=item.seq + 1, at=now),)


def _close(item: Item, now: Millis) -> ItemClosed:
    winners = FORMATS[item.listing.format].winners(item)
    status = Status.SOLD if winners else Status.UNSOLD
    return ItemClosed(seq=item.seq + 1, at=now, status=status, winners=winners)


def _may_run(item: Item, by: Actor) -> bool:
    if by.role is Role.ADMIN:
        return True
    return by.role is Role.AUCTIONEER and by.user_id == item.listing.auctioneer
