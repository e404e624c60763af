"""The decider: a state, a command and the time lead to events or to a rejection."""

from server.domain.commands import (
    AmendItem,
    BlockBidders,
    CallItem,
    CarryOutAct,
    Command,
    DeleteItem,
    FollowGroup,
    MarkNextCalled,
    ObserveTime,
    PlaceBid,
    RetractBid,
    ScheduleItem,
    ShiftEnd,
)
from server.domain.events import Event, ItemCalled, ItemScheduled, NextCalled
from server.domain.evolve import evolve
from server.domain.item import Item
from server.domain.lifecycle import refuse_bidding
from server.domain.listings.contradictions import contradictions
from server.domain.placing.bids import place
from server.domain.placing.left_bids import leave
from server.domain.rejection import Code, Rejection, contradictory
from server.domain.retraction import retract
from server.domain.running.blocking import block, blocks
from server.domain.running.due import events_due
from server.domain.running.editing import amend, delete
from server.domain.running.entering import refuse_entering
from server.domain.running.moves import run
from server.domain.running.sale_acts import carry_out
from server.domain.running.shifts import follow_group, shift_end
from server.domain.types import Millis, Status

Decision = tuple[Event, ...] | Rejection


def decide(item: Item | None, command: Command, now: Millis) -> Decision:
    """Decide one command.

    `now` is Redis' clock in milliseconds. The changes that were due by `now` are made first. So a bid
    at or after the end is refused, and one at or after the opening is taken, whether or not the
    timekeeper came first. An empty tuple accepts a command whose work was done before (0004).
    """
    if isinstance(command, ScheduleItem):
        return _schedule(item, command, now)
    if item is None or _is_gone(item, command):
        return Rejection(Code.NOT_FOUND, "there is no such item")
    if isinstance(command, ShiftEnd):
        # 0157: before anything that is due, because an end that fell into an outage is not due yet.
        return shift_end(item, command, now)
    if isinstance(command, FollowGroup):
        # 0160: likewise, because an item is not due before its group.
        return follow_group(item, command, now)
    due = events_due(item, now)
    for event in due:
        item = evolve(item, event)
    decision = _decide_now(item, command, now)
    return decision if isinstance(decision, Rejection) else due + decision


def _is_gone(item: Item, command: Command) -> bool:
    """Return whether an item does not exist any more for the people who send such commands."""
    if item.status is not Status.DELETED:
        return False
    return not isinstance(command, DeleteItem | CallItem | MarkNextCalled | ObserveTime)


def _decide_now(item: Item, command: Command, now: Millis) -> Decision:
    match command:
        case PlaceBid():
            return _place_bid(item, command, now)
        case RetractBid():
            return retract(item, command, now)
        case AmendItem():
            return amend(item, command, now)
        case DeleteItem():
            return delete(item, command, now)
        case ObserveTime():
            return ()
        case BlockBidders():
            return block(item, command, now)
        case CallItem():
            return _call(item, command, now)
        case MarkNextCalled():
            return _mark_next_called(item, now)
        case CarryOutAct():
            return carry_out(item, command, now)
        case ScheduleItem() | ShiftEnd() | FollowGroup():
            raise AssertionError("these are decided before what is due")
        case _:
            return run(item, command, now)


def _schedule(item: Item | None, command: ScheduleItem, now: Millis) -> Decision:
    if item is not None:
        if item.listing == command.listing and item.status is not Status.DELETED:
            return ()
        return Rejection(Code.INVALID, "this item_id is already taken", {"field": "item_id"})
    found = contradictions(command.listing)
    if found:
        return contradictory(found)
    scheduled = ItemScheduled(seq=1, at=now, listing=command.listing)
    blocked = blocks(evolve(None, scheduled), command.blocked, now)
    return blocked if isinstance(blocked, Rejection) else (scheduled, *blocked)


def _place_bid(item: Item, command: PlaceBid, now: Millis) -> Decision:
    if item.status is Status.SCHEDULED and item.listing.early_bids:
        return refuse_entering(item, command, now) or leave(item, command, now)
    refusal = refuse_bidding(item.status) or refuse_entering(item, command, now)
    return place(item, command, now) if refusal is None else refusal


def _call(item: Item, command: CallItem, now: Millis) -> Decision:
    """Set the opening of an item whose turn has come, unless it is already set or past."""
    if item.status is not Status.SCHEDULED or item.opens_at is not None:
        return ()
    return (ItemCalled(seq=item.seq + 1, at=now, opens_at=command.opens_at),)


def _mark_next_called(item: Item, now: Millis) -> Decision:
    if not item.calls_next:
        return ()
    return (NextCalled(seq=item.seq + 1, at=now),)
