"""The lines of evidence that the sockets write, made from decoded packets."""

from loadtest.clock import now_ms
from loadtest.evidence import Answer, ItemSeen, Saw, Sent, Unconfirmed, Winner
from loadtest.swarm.wire.packets import BidAnswer, Error, Item, NewBid, WatchAnswer

UNKNOWN_OUTCOME = {"unknown", "internal"}
"""The codes after which a bid may have been accepted or not."""


def sent(user: str, item_id: str, bid_id: str, amount: int) -> Sent:
    """Return the line of a bid that is about to be sent."""
    return Sent(
        t=now_ms(), user=user, item_id=item_id, bid_id=bid_id, amount=amount, transport="socket"
    )


def accepted(bid_id: str, item_id: str, answer: BidAnswer) -> Answer:
    """Return the line of an accepted bid."""
    return Answer(
        t=now_ms(),
        bid_id=bid_id,
        item_id=item_id,
        ok=True,
        seq=answer.seq,
        price=answer.price,
        minimum=answer.minimum,
        leading=answer.leading,
        ends_at=answer.ends_at,
    )


def refused(bid_id: str, item_id: str, error: Error) -> Answer | Unconfirmed:
    """Return the line of a refused bid, or of one whose answer leaves the outcome unknown."""
    if error.code in UNKNOWN_OUTCOME:
        return unconfirmed(bid_id, item_id, error.code)
    return Answer(
        t=now_ms(),
        bid_id=bid_id,
        item_id=item_id,
        ok=False,
        code=error.code,
        seq=error.seq,
        price=error.price,
        minimum=error.minimum,
    )


def unconfirmed(bid_id: str, item_id: str, reason: str) -> Unconfirmed:
    """Return the line of a bid whose outcome is unknown."""
    return Unconfirmed(t=now_ms(), bid_id=bid_id, item_id=item_id, reason=reason)


def saw(watcher: str, state: NewBid | Item, from_seq: int, covered: NewBid | WatchAnswer) -> Saw:
    """Return the line of an item's state and of the bids from `from_seq` on, as a watcher received them."""
    bids = covered.bids
    return Saw(
        t=now_ms(),
        watcher=watcher,
        item_id=state.item_id,
        from_seq=from_seq,
        seq=state.seq,
        price=state.price,
        leader=state.leader,
        bid_count=state.bid_count,
        ends_at=state.ends_at,
        bids=[(bid.seq, bid.bid_id, bid.bidder, bid.amount) for bid in bids],
        complete=covered.complete,
        retracted=sorted({*covered.retracted, *(bid.seq for bid in bids if bid.retracted)}),
    )


def item_seen(watcher: str, item: Item) -> ItemSeen:
    """Return the line of an `item` message."""
    return ItemSeen(
        t=now_ms(),
        watcher=watcher,
        item_id=item.item_id,
        seq=item.seq,
        status=item.status,
        price=item.price,
        leader=item.leader,
        winners=[Winner(winner.bidder, winner.amount) for winner in item.winners],
    )
