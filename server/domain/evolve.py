"""State is the fold of events: `functools.reduce(evolve, events, initial(first))`."""

from functools import reduce
from typing import assert_never

from msgspec.structs import replace

from server.domain.events import (
    BidAccepted,
    BidsRetracted,
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
    MaxRaised,
    NextCalled,
    OfferSealed,
    UnitsClaimed,
)
from server.domain.item import Item, Offer
from server.domain.types import Status, UserId


def fold(item: Item | None, events: tuple[Event, ...]) -> Item | None:
    """Return the state after `events`; None stays None while nothing has happened."""
    return reduce(evolve, events, item)


def evolve(item: Item | None, event: Event) -> Item:
    """Return the state after one more event, which must be the next by number."""
    if item is None:
        assert isinstance(event, ItemScheduled), "an item's first event schedules it"
        assert event.seq == 1, "an item's first event is number 1"
        return _scheduled(event)
    assert event.seq == item.seq + 1, "events have no gap"
    match event:
        case UnitsClaimed() | OfferSealed() | MaxRaised() | BidsRetracted() | BidAccepted():
            return _bid(item, event)
        case ItemExtended():
            extensions = item.extensions + event.by_bid
            return replace(
                item,
                seq=event.seq,
                changed_at=event.at,
                ends_at=event.ends_at,
                extensions=extensions,
            )
        case ItemCalled() | NextCalled():
            return _in_turn(item, event)
        case ItemOpened():
            return _opened(item, event)
        case ItemPaused():
            return replace(
                item, seq=event.seq, changed_at=event.at, status=Status.PAUSED, paused_at=event.at
            )
        case ItemResumed():
            return _resumed(item, event)
        case ItemWarned():
            return replace(item, seq=event.seq, changed_at=event.at, status=Status.CLOSING)
        case ItemClosed():
            return replace(
                item, seq=event.seq, changed_at=event.at, status=event.status, winners=event.winners
            )
        case ItemCancelled():
            return replace(item, seq=event.seq, changed_at=event.at, status=Status.CANCELLED)
        case ItemScheduled():
            raise AssertionError("an item is scheduled once")
        case _:
            assert_never(event)


def _scheduled(event: ItemScheduled) -> Item:
    listing = event.listing
    return Item(
        listing=listing,
        seq=event.seq,
        changed_at=event.at,
        status=Status.SCHEDULED,
        price=listing.start_price,
        ends_at=listing.ends_at,
        opens_at=listing.opens_at,
    )


def _in_turn(item: Item, event: ItemCalled | NextCalled) -> Item:
    if isinstance(event, NextCalled):
        return replace(item, seq=event.seq, changed_at=event.at, called_next=True)
    return replace(item, seq=event.seq, changed_at=event.at, opens_at=event.opens_at)


def _opened(item: Item, event: ItemOpened) -> Item:
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.OPEN,
        running_since=event.at,
        ends_at=item.ends_at if event.ends_at is None else event.ends_at,
    )


def _resumed(item: Item, event: ItemResumed) -> Item:
    running_since = item.running_since
    if running_since is not None and item.paused_at is not None:
        running_since += event.at - item.paused_at
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.OPEN,
        ends_at=event.ends_at,
        paused_at=None,
        running_since=running_since,
    )


def _bid(
    item: Item, event: BidAccepted | UnitsClaimed | OfferSealed | MaxRaised | BidsRetracted
) -> Item:
    match event:
        case UnitsClaimed():
            offer = Offer(event.bid_id, event.bidder, event.amount, event.quantity, event.seq)
            return replace(
                item,
                seq=event.seq,
                changed_at=event.at,
                status=Status.OPEN,
                price=event.amount,
                bid_count=item.bid_count + 1,
                offers=(*item.offers, offer),
            )
        case BidAccepted():
            return _led(item, event)
        case MaxRaised():
            return replace(item, seq=event.seq, changed_at=event.at, leader_max=event.max_amount)
        case OfferSealed():
            return _sealed(item, event)
        case BidsRetracted():
            return _retracted(item, event)
        case _:
            assert_never(event)


def _led(item: Item, event: BidAccepted) -> Item:
    most = event.amount if event.max_amount is None else event.max_amount
    if item.led_by(event.bidder.user_id):
        # 0010: a leader who raises their public bid keeps a higher hidden maximum.
        most = max(most, item.leader_max)
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.OPEN,
        price=event.amount,
        leader=event.bidder,
        leader_max=most,
        bid_count=item.bid_count + 1,
    )


def _sealed(item: Item, event: OfferSealed) -> Item:
    offer = Offer(event.bid_id, event.bidder, event.amount, event.quantity, event.seq)
    others = (o for o in item.offers if o.bidder.user_id != event.bidder.user_id)
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        bid_count=item.bid_count + 1,
        offers=(*others, offer),
        hidden=item.hidden + 1,
    )


def _barred(item: Item, event: BidsRetracted) -> tuple[UserId, ...]:
    user_id = event.bidder.user_id
    return (*item.barred, user_id) if event.barred and user_id not in item.barred else item.barred


def _retracted(item: Item, event: BidsRetracted) -> Item:
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        price=event.price,
        leader=event.leader,
        leader_max=event.leader_max,
        offers=tuple(o for o in item.offers if o.bid_id not in event.bid_ids),
        hidden=item.hidden + event.hidden,
        retractions=item.retractions + 1,
        barred=_barred(item, event),
    )
