"""Voiding: a bid is taken out of an item by those who run the sale, for a reason."""

from server.domain.commands import VoidBid
from server.domain.events import BidVoided, Event
from server.domain.formats import FORMATS
from server.domain.item import Item, LeftBid
from server.domain.rejection import Code, Rejection
from server.domain.retraction import kept_bids, numbers
from server.domain.types import Millis, Status


def void(item: Item, command: VoidBid, now: Millis) -> tuple[Event, ...] | Rejection:
    """Take out a bid and resolve the item again; a bid that is gone already is left (0161)."""
    for left in item.left:
        if left.bid_id == command.bid_id:
            return (_left_voided(item, left, command, now),)
    placed = command.placed
    named = next((bid for bid in placed if bid.bid_id == command.bid_id), None)
    if named is None:
        return Rejection(Code.NOT_FOUND, "there is no such bid")
    if named.retracted or item.status is Status.SCHEDULED:
        # Before the opening only the bids in `left` stand.
        return ()
    rules = FORMATS[item.listing.format]
    if command.history_in_ms is not None and not rules.keeps_bids:
        details: dict[str, object] = {"retry_after_ms": command.history_in_ms}
        return Rejection(Code.BUSY, "too many bids are being taken back", details)
    standing = kept_bids(item) if rules.keeps_bids else [b for b in placed if not b.retracted]
    remaining = [bid for bid in standing if bid.bid_id != named.bid_id]
    if len(remaining) == len(standing):
        # A later offer had replaced the named one.
        return ()
    resolution = rules.without(
        item, remaining, None if command.earlier is None else command.earlier.item
    )
    return (
        BidVoided(
            seq=item.seq + 1,
            at=now,
            bidder=named.bidder,
            bid_ids=(named.bid_id,),
            reason=command.reason,
            price=resolution.price,
            leader=resolution.leader,
            leader_max=resolution.leader_max,
            leader_origin=resolution.leader_origin,
            hidden=rules.hidden,
            seqs=numbers(named.bidder.user_id, [named], remaining, command.earlier),
        ),
    )


def _left_voided(item: Item, left: LeftBid, command: VoidBid, now: Millis) -> BidVoided:
    """Take out a bid that was left before the opening. It stays as secret as it was (0159)."""
    return BidVoided(
        seq=item.seq + 1,
        at=now,
        bidder=left.bidder,
        bid_ids=(left.bid_id,),
        reason=command.reason,
        price=item.price,
        hidden=True,
    )
