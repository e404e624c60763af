"""Bids that are left before the opening, and are taken in the order of their arrival at the opening.

0159: they are secret until then, also from the house. One that can't be taken is dropped.
"""

from msgspec.structs import replace

from server.domain.commands import BidderStanding, PlaceBid
from server.domain.events import BidDropped, BidLeft, Event
from server.domain.evolve import evolve, fold
from server.domain.formats import quote
from server.domain.item import Item, LeftBid
from server.domain.lifecycle import refuse_bidding
from server.domain.listings.listing import Listing
from server.domain.placing.bids import place, refuse_above_limit
from server.domain.rejection import Code, Rejection
from server.domain.types import EXPOSURE_MAX, Amount, Format, Millis, Source, Status

LEFT_MAX = 200
"""Bids that can be left on an item. Its state has them all, so their number has a bound."""
REPLACED = "replaced"
"""The code of a bid whose bidder has left another one."""
_FORMATS = frozenset({Format.ENGLISH, Format.SEALED_FIRST, Format.SEALED_SECOND, Format.UNIFORM})
_ADMITTED = BidderStanding(approved=True, limit=EXPOSURE_MAX)
"""Approval and limit were checked when the bid was left, and its maximum has been reserved since."""


def leave(item: Item, command: PlaceBid, now: Millis) -> tuple[Event, ...] | Rejection:
    """Keep a bid that would be taken now if there were no other. It replaces the bidder's earlier one."""
    refusal = _refuse(item, command, now)
    if refusal is not None:
        return refusal
    earlier = [left for left in item.left if left.bidder.user_id == command.bidder.user_id]
    if not earlier and len(item.left) >= LEFT_MAX:
        message = f"{LEFT_MAX} bids have been left on this item; bid once it is open"
        return Rejection(Code.NOT_OPEN, message, {"maximum": LEFT_MAX})
    dropped = tuple(_dropped(item, left, REPLACED, now) for left in earlier)
    event = BidLeft(
        seq=item.seq + len(dropped) + 1,
        at=now,
        bid_id=command.bid_id,
        bidder=command.bidder,
        amount=command.amount,
        max_amount=command.max_amount,
        quantity=command.quantity,
        source=command.source,
        paddle=command.paddle,
        by=command.clerk,
    )
    events: tuple[Event, ...] = (*dropped, event)
    if item.listing.checks_bidders:
        return refuse_above_limit(fold(item, events), command) or events
    return events


def takes_early_bids(listing: Listing) -> bool:
    """Return whether bids can be left on an item before its opening."""
    return listing.early_bids and listing.format in _FORMATS


def take_left_bids(item: Item, now: Millis) -> tuple[Event, ...]:
    """Return the events of all bids that were left on an item, which has just opened."""
    events: list[Event] = []
    for left in item.left:
        command = _command(item, left, quote(item, now).minimum)
        decision = refuse_bidding(item.status) or place(item, command, now)
        if isinstance(decision, Rejection):
            decision = (_dropped(item, left, decision.code.value, now),)
        for event in decision:
            item = evolve(item, event)
        events += decision
    return tuple(events)


def _refuse(item: Item, command: PlaceBid, now: Millis) -> Rejection | None:
    if not takes_early_bids(item.listing):
        message = "the item is not open yet, and its format takes no bids before"
        return Rejection(Code.NOT_OPEN, message)
    if command.source is Source.CONSIGNOR:
        return Rejection(Code.NOT_OPEN, "the consignor bids once the item is open")
    if item.paused_by_sale:
        return Rejection(Code.PAUSED, "the sale is paused")
    # Neither the rivals' bids nor their number may show in the answer.
    alone = replace(item, status=Status.OPEN, left=(), seq=item.seq - item.hidden)
    decision = place(alone, command, now)
    return decision if isinstance(decision, Rejection) else None


def _command(item: Item, left: LeftBid, minimum: Amount) -> PlaceBid:
    """Return the bid to be taken. One with a maximum is for as much as it takes now, up to the maximum."""
    amount = left.amount
    if left.max_amount is not None:
        amount = max(amount, min(minimum, left.max_amount))
    return PlaceBid(
        bid_id=left.bid_id,
        bidder=left.bidder,
        amount=amount,
        max_amount=left.max_amount,
        quantity=left.quantity,
        standing=_ADMITTED,
        source=left.source,
        paddle=left.paddle,
        by=item.clerk(left.by),
        confirmed=True,
    )


def _dropped(item: Item, left: LeftBid, code: str, now: Millis) -> BidDropped:
    return BidDropped(
        seq=item.seq + 1,
        at=now,
        bidder=left.bidder,
        bid_ids=(left.bid_id,),
        price=item.price,
        leader=item.leader,
        leader_max=item.leader_max,
        hidden=True,
        code=code,
    )
