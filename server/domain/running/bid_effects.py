"""The state after a bid, or after bids were removed."""

from typing import assert_never

from msgspec.structs import replace

from server.domain.events import (
    BidAccepted,
    BidLeft,
    BidsRemoved,
    MaxRaised,
    OfferSealed,
    UnitsClaimed,
)
from server.domain.formats.proxy import lifted
from server.domain.item import Item, LeftBid, Offer
from server.domain.types import Amount, Status, UserId, origin_of

Bid = BidAccepted | UnitsClaimed | OfferSealed | MaxRaised


def with_bid(item: Item, event: Bid | BidLeft | BidsRemoved) -> Item:
    """Return the state after a bid, or after bids were removed."""
    if isinstance(event, BidLeft):
        return _left(item, event)
    return _changed_left(item, event) if item.left else _with_bid(item, event)


def _left(item: Item, event: BidLeft) -> Item:
    hidden = item.hidden + 1
    left = LeftBid(
        bid_id=event.bid_id,
        bidder=event.bidder,
        amount=event.amount,
        max_amount=event.max_amount,
        quantity=event.quantity,
        seq=event.seq,
        at=event.at,
        shown_seq=event.seq - hidden,
        ends_at=item.ends_at,
        source=event.source,
        paddle=event.paddle,
        by=event.by,
    )
    return replace(item, seq=event.seq, changed_at=event.at, hidden=hidden, left=(*item.left, left))


def _changed_left(item: Item, event: Bid | BidsRemoved) -> Item:
    """Return the state after a bid that was left was taken, retracted or dropped."""
    gone = event.bid_ids if isinstance(event, BidsRemoved) else (event.bid_id,)
    left = tuple(each for each in item.left if each.bid_id not in gone)
    if isinstance(event, BidsRemoved) and len(left) < len(item.left):
        hidden = item.hidden + 1
        return replace(item, seq=event.seq, changed_at=event.at, hidden=hidden, left=left)
    return replace(_with_bid(item, event), left=left)


def _with_bid(item: Item, event: Bid | BidsRemoved) -> Item:
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
            return replace(
                item,
                seq=event.seq,
                changed_at=event.at,
                leader_max=event.max_amount,
                leader_origin=origin_of(event.source, event.paddle),
                resolved_price=_raised_price(item, event.max_amount),
            )
        case OfferSealed():
            return _sealed(item, event)
        case BidsRemoved():
            return _retracted(item, event)
        case _:
            assert_never(event)


def _led(item: Item, event: BidAccepted) -> Item:
    most = event.amount if event.max_amount is None else event.max_amount
    resolved_price: Amount | None = event.amount
    origin = origin_of(event.source, event.paddle)
    if item.led_by(event.bidder.user_id):
        # 0010: a leader who raises their public bid keeps a higher hidden maximum.
        if most <= item.leader_max:
            most, origin = item.leader_max, item.leader_origin
        resolved_price = _raised_price(item, most)
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        status=Status.OPEN,
        price=event.amount,
        leader=event.bidder,
        leader_max=most,
        leader_origin=origin,
        bid_count=item.bid_count + 1,
        asking=None,
        resolved_price=resolved_price,
    )


def _raised_price(item: Item, most: Amount) -> Amount | None:
    """Return the price of the proxy rule after the leader's own bid, which moves it only to a reserve."""
    price = item.resolved_price
    return None if price is None else lifted(item.listing, most, price)


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


def _barred(item: Item, event: BidsRemoved) -> tuple[UserId, ...]:
    user_id = event.bidder.user_id
    return (*item.barred, user_id) if event.barred and user_id not in item.barred else item.barred


def _retracted(item: Item, event: BidsRemoved) -> Item:
    return replace(
        item,
        seq=event.seq,
        changed_at=event.at,
        price=event.price,
        leader=event.leader,
        leader_max=event.leader_max,
        leader_origin=event.leader_origin,
        offers=tuple(o for o in item.offers if o.bid_id not in event.bid_ids),
        hidden=item.hidden + event.hidden,
        retractions=item.retractions + 1,
        asking=None,
        barred=_barred(item, event),
        resolved_price=None if event.leader is None else event.price,
    )
