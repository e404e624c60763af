"""The lines of evidence that the sockets write, made from packets as they were decoded."""

from loadtest.evidence import Answer, Doubt, ItemSeen, Saw, Sent, Winner, now_ms
from loadtest.swarm.wire.packets import BidAnswer, Error, Item, NewBid, WatchAnswer

UNCERTAIN = {"unknown", "internal"}
"""Codes after which a bid may stand or not."""


def sent(user: str, item_id: str, bid_id: str, amount: int) -> Sent:
    """Say that a bid is about to leave."""
    return Sent(t=now_ms(), user=user, item_id=item_id, bid_id=bid_id, amount=amount, way="socket")


def accepted(bid_id: str, item_id: str, answer: BidAnswer) -> Answer:
    """Say that a bid was accepted, and with which figures."""
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


def refused(bid_id: str, item_id: str, error: Error) -> Answer | Doubt:
    """Say that a bid was refused, or that its answer leaves open whether it was."""
    if error.code in UNCERTAIN:
        return doubt(bid_id, item_id, error.code)
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


def doubt(bid_id: str, item_id: str, why: str) -> Doubt:
    """Say that a bid has no answer."""
    return Doubt(t=now_ms(), bid_id=bid_id, item_id=item_id, why=why)


def saw(watcher: str, figures: NewBid | Item, from_seq: int, told: NewBid | WatchAnswer) -> Saw:
    """Say what a watcher was told of an item and its bids from `from_seq` on."""
    bids = told.bids
    return Saw(
        t=now_ms(),
        watcher=watcher,
        item_id=figures.item_id,
        from_seq=from_seq,
        seq=figures.seq,
        price=figures.price,
        leader=figures.leader,
        bid_count=figures.bid_count,
        ends_at=figures.ends_at,
        bids=[(bid.seq, bid.bid_id, bid.bidder, bid.amount) for bid in bids],
        complete=told.complete,
        retracted=sorted({*told.retracted, *(bid.seq for bid in bids if bid.retracted)}),
    )


def item_seen(watcher: str, item: Item) -> ItemSeen:
    """Say what an `item` message told."""
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
