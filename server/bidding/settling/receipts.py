"""Receipts: the use of a bid_id, so that it has one effect and one answer, and can be retracted.

A receipt is made from the bid's event and answer, so replaying an item's events gives the same one.
"""

from collections.abc import Iterable, Mapping

from server.bidding.settling.records import Accepted, Answer, Receipt
from server.domain.commands import AutoBid, PlaceBid, PlacedBid
from server.domain.events import BidAccepted, Event, MaxRaised, OfferSealed
from server.domain.history import offered
from server.domain.rejection import Code, Rejection
from server.domain.types import Bidder, BidId

BidEvent = BidAccepted | MaxRaised | OfferSealed


def bid_event(event: Event) -> BidEvent | None:
    """Return an event that stands for a bid itself, in any format; None for all other events."""
    if isinstance(event, BidAccepted):
        return None if event.auto else event
    return event if isinstance(event, MaxRaised | OfferSealed) else None


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
    )


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
            amount=each.amount,
            most=each.most or each.amount,
            seq=each.seq or each.answer.seq,
            at=each.at,
            retracted=each.retracted,
            auto=each.auto,
            shown=each.shown,
        )
        for bid_id, each in receipts.items()
    )
    return tuple(sorted(bids, key=lambda bid: bid.seq))
