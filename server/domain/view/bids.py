"""A bid as everybody sees it, and the events that nobody sees."""

from server.domain.events import BidAccepted, BidLeft, BidsRemoved, Event, OfferSealed, UnitsClaimed
from server.domain.view.shapes import BidView


def view_bid(bid: BidAccepted, *, retracted: bool = False) -> BidView:
    """Show a bid, and whether it has been retracted since."""
    return {
        "seq": bid.seq,
        "bid_id": bid.bid_id,
        "bidder": bid.bidder.handle,
        "amount": bid.amount,
        "at": bid.at,
        "auto": bid.auto,
        "quantity": bid.quantity if isinstance(bid, UnitsClaimed) else 1,
        "retracted": retracted,
        "source": bid.source.value,
        "paddle": bid.paddle,
    }


def is_secret(event: Event) -> bool:
    """Return whether an event is secret. Not even an empty broadcast may reveal it (0012)."""
    return isinstance(event, OfferSealed | BidLeft) or (
        isinstance(event, BidsRemoved) and event.hidden
    )
