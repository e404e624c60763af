"""Receipts: the use of a bid_id, so that it has one effect and one answer, and can be retracted.

A receipt is made from the bid's event and answer, so replaying an item's events gives the same one.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from server.bidding.settling.records import Accepted, Answer, Receipt
from server.domain.commands import AutoBid, PlaceBid, PlacedBid
from server.domain.events import BidAccepted, BidLeft, BidsRemoved, Event, MaxRaised, OfferSealed
from server.domain.history import bought_at, offered
from server.domain.item import Item, LeftBid
from server.domain.rejection import Code, Rejection
from server.domain.types import Amount, Bidder, BidId, origin_of

BidEvent = BidAccepted | MaxRaised | OfferSealed | BidLeft


def bid_event(event: Event) -> BidEvent | None:
    """Return an event that stands for a bid itself, in any format; None for all other events."""
    if isinstance(event, BidAccepted):
        return None if event.auto else event
    return event if isinstance(event, MaxRaised | OfferSealed | BidLeft) else None


def auto_bid(event: Event) -> AutoBid | None:
    """Return an automatic bid; None for all other events."""
    if isinstance(event, BidAccepted) and event.auto:
        return AutoBid(event.bidder.user_id, event.amount)
    return None


def receipt_of(event: BidEvent, answer: Accepted, auto: AutoBid | None) -> Receipt:
    """Write the receipt of a bid. `auto` is the automatic bid that answered it, if there was one."""
    amount, most, quantity = offered(event)
    return Receipt(
        bidder=event.bidder.user_id,
        amount=amount,
        answer=answer,
        most=most,
        quantity=quantity,
        handle=event.bidder.handle,
        seq=event.seq,
        at=event.at,
        auto=auto,
        shown=not isinstance(event, MaxRaised),
        bought_at=bought_at(event),
        origin=origin_of(event.source, event.paddle),
    )


def left_bid(item: Item | None, bid_id: BidId) -> LeftBid | None:
    """Return a bid that was left before the opening and waits for it, or None."""
    if item is None:
        return None
    return next((left for left in item.left if left.bid_id == bid_id), None)


def receipt_of_left(item: Item, left: LeftBid) -> Receipt:
    """Write the receipt of a bid that was left, with the answer that its bidder was given."""
    price = item.listing.start_price
    return Receipt(
        bidder=left.bidder.user_id,
        amount=left.amount,
        answer=Accepted(left.shown_seq, price, price, leading=False, ends_at=left.ends_at),
        most=left.most,
        quantity=left.quantity,
        handle=left.bidder.handle,
        seq=left.seq,
        at=left.at,
        origin=origin_of(left.source, left.paddle),
    )


def receipt_of_taken(item: Item, left: LeftBid, event: BidEvent, auto: AutoBid | None) -> Receipt:
    """Write the receipt of a bid that was left and has been taken. Its answer stays the first one."""
    return replace(
        receipt_of_left(item, left),
        seq=event.seq,
        at=event.at,
        auto=auto,
        bought_at=bought_at(event),
        taken_at=offered(event)[0],
    )


def changed_left(before: Item, event: Event, events: Sequence[Event]) -> dict[BidId, Receipt]:
    """Return the receipts of bids that were left and that one of `events` has taken or removed."""
    if isinstance(event, BidsRemoved):
        gone = [left for left in before.left if left.bid_id in event.bid_ids]
        return {
            left.bid_id: replace(receipt_of_left(before, left), retracted=True) for left in gone
        }
    bid = bid_event(event)
    left = None if bid is None else left_bid(before, bid.bid_id)
    if bid is None or left is None:
        return {}
    return {left.bid_id: receipt_of_taken(before, left, bid, auto_of(events, left.bid_id))}


def auto_of(events: Sequence[Event], bid_id: BidId) -> AutoBid | None:
    """Return the automatic bid that answered a bid, if there was one."""
    for event in events:
        if isinstance(event, BidAccepted) and event.bid_id == bid_id and event.auto:
            return auto_bid(event)
    return None


def answer_again(receipt: Receipt, command: PlaceBid) -> Answer:
    """Answer a bid_id that has been used: as before, or with a refusal if the bid is another one."""
    was = (receipt.bidder, receipt.amount, receipt.most or receipt.amount, receipt.quantity)
    if was == (command.bidder.user_id, command.amount, command.most, command.quantity):
        return receipt.answer
    return Rejection(Code.BID_ID_REUSED, "this bid_id was already used for another bid")


def placed_bids(receipts: Mapping[BidId, Receipt]) -> tuple[PlacedBid, ...]:
    """Return all bids of an item, oldest first, as a retraction needs them."""
    bids: Iterable[PlacedBid] = (
        PlacedBid(
            bid_id=bid_id,
            bidder=Bidder(each.bidder, each.handle),
            amount=_stands_for(each),
            most=(each.most or each.amount) if each.bought_at is None else each.bought_at,
            seq=each.seq or each.answer.seq,
            at=each.at,
            retracted=each.retracted,
            auto=each.auto,
            shown=each.shown,
            origin=each.origin,
        )
        for bid_id, each in receipts.items()
    )
    return tuple(sorted(bids, key=lambda bid: bid.seq))


def _stands_for(receipt: Receipt) -> Amount:
    """Return the amount for which a bid stands, which need not be the one that was sent."""
    if receipt.bought_at is not None:
        return receipt.bought_at
    return receipt.amount if receipt.taken_at is None else receipt.taken_at
