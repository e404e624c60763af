"""Retraction: which bids may be retracted, by whom and until when, and the item without them.

0011: an item without a known end counts as near its end.
"""

from collections.abc import Sequence

from server.domain.commands import EarlierBids, PlacedBid, RetractBid
from server.domain.events import BidsRetracted, Event
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import ENDED, Millis, Retraction, UserId

HOUR_MS: Millis = 3_600_000
BARRED_MAX = 100
"""Bidders whom an item bars. Its state names them, so their number has a bound."""
LAST_HOURS_MS: Millis = 12 * HOUR_MS
"""Before the last hours a retraction takes all of the bidder's bids, afterwards only the latest."""


def retract(item: Item, command: RetractBid, now: Millis) -> tuple[Event, ...] | Rejection:
    """Decide a retraction. One that was carried out before is accepted without an event."""
    for left in item.left:
        if left.bid_id == command.bid_id and left.bidder.user_id == command.by.user_id:
            return _withdrawn(item, command, now)
    named = next((bid for bid in command.placed if bid.bid_id == command.bid_id), None)
    if named is None or named.bidder.user_id != command.by.user_id:
        return Rejection(Code.NOT_FOUND, "there is no such bid of yours")
    if named.retracted:
        return ()
    if item.status in ENDED:
        return _refused("the item has ended")
    if in_last_hours(item, now) and now - named.at > HOUR_MS:
        return _refused("in the last 12 hours a bid can be taken back for an hour only")
    rules = FORMATS[item.listing.format]
    if _lacks_bids(item, command, now) and not rules.keeps_bids:
        details: dict[str, object] = {"retry_after_ms": command.history_in_ms or 0}
        return Rejection(Code.BUSY, "too many bids are being taken back", details)
    standing = (
        kept_bids(item) if rules.keeps_bids else [b for b in command.placed if not b.retracted]
    )
    return _retract_from(standing, item, command, named, now)


def _lacks_bids(item: Item, command: RetractBid, now: Millis) -> bool:
    """Return whether bids are missing that a retraction needs, because they could not be read at once."""
    if command.history_in_ms is not None:
        return True
    earlier = command.earlier
    all_go = not in_last_hours(item, now)
    return earlier is not None and all_go and command.by.user_id not in earlier.newcomers


def _withdrawn(item: Item, command: RetractBid, now: Millis) -> tuple[Event, ...] | Rejection:
    """Retract a bid that was left before the opening, at any time until then (0159)."""
    if item.status in ENDED:
        return _refused("the item has ended")
    return (
        BidsRetracted(
            seq=item.seq + 1,
            at=now,
            bidder=command.by,
            bid_ids=(command.bid_id,),
            reason=command.reason,
            price=item.price,
            hidden=True,
        ),
    )


def _retract_from(
    standing: Sequence[PlacedBid], item: Item, command: RetractBid, named: PlacedBid, now: Millis
) -> tuple[Event, ...] | Rejection:
    """Retract the bids that go with the named one from all standing bids, oldest first."""
    mine = [bid for bid in standing if bid.bidder.user_id == command.by.user_id]
    if not mine:
        # A later offer had replaced the named one, and was retracted itself.
        return ()
    if in_last_hours(item, now):
        if named.bid_id != mine[-1].bid_id:
            return _refused("in the last 12 hours only the latest bid can be taken back")
        mine = mine[-1:]
    elif all(bid.bid_id != named.bid_id for bid in mine):
        mine = [named, *mine]
    barred = False
    if _may_have_shown_a_limit(item, command, mine):
        retraction = item.listing.retraction
        if retraction is Retraction.NEVER:
            return _refused("on this item a bid that met a rival or a reserve stands")
        barred = retraction is Retraction.ONCE
        if barred and len(item.barred) >= BARRED_MAX and command.by.user_id not in item.barred:
            return _refused("too many bids on this item have been taken back")
    return (_retracted(item, command, mine, standing, now, barred=barred),)


def _may_have_shown_a_limit(item: Item, command: RetractBid, gone: Sequence[PlacedBid]) -> bool:
    """Return whether bids may have shown their bidder a rival's maximum or the reserve (0093).

    A visible bid meets the limits that stand. A maximum, visible or raised, meets later ones too.
    """
    if FORMATS[item.listing.format].keeps_bids:
        return False
    by = command.by.user_id
    latest = max((bid.seq for bid in command.placed if bid.bidder.user_id != by), default=0)
    if command.earlier is not None and not command.earlier.item.led_by(by):
        latest = max(latest, command.earlier.item.seq)
    met = latest > 0 or item.listing.reserve is not None
    return any((bid.shown and met) or latest > bid.seq for bid in gone)


def kept_bids(item: Item) -> Sequence[PlacedBid]:
    """Return the standing bids of a format whose state keeps them."""
    return [
        PlacedBid(
            bid_id=offer.bid_id,
            bidder=offer.bidder,
            amount=offer.amount,
            most=offer.amount,
            seq=offer.seq,
            at=0,
        )
        for offer in item.offers
    ]


def in_last_hours(item: Item, now: Millis) -> bool:
    """Return whether the end is near, as it may be if the auctioneer decides on it."""
    if item.ends_at is None:
        return True
    return item.ends_at - (now if item.paused_at is None else item.paused_at) <= LAST_HOURS_MS


def _retracted(
    item: Item,
    command: RetractBid,
    gone: Sequence[PlacedBid],
    standing: Sequence[PlacedBid],
    now: Millis,
    *,
    barred: bool,
) -> BidsRetracted:
    rules = FORMATS[item.listing.format]
    going = {bid.bid_id for bid in gone}
    remaining = [bid for bid in standing if bid.bid_id not in going]
    resolution = rules.without(
        item, remaining, None if command.earlier is None else command.earlier.item
    )
    return BidsRetracted(
        seq=item.seq + 1,
        at=now,
        bidder=command.by,
        bid_ids=tuple(bid.bid_id for bid in gone),
        reason=command.reason,
        price=resolution.price,
        leader=resolution.leader,
        leader_max=resolution.leader_max,
        leader_origin=resolution.leader_origin,
        hidden=rules.hidden,
        barred=barred,
        seqs=numbers(command.by.user_id, gone, remaining, command.earlier),
    )


def numbers(
    by: UserId,
    gone: Sequence[PlacedBid],
    remaining: Sequence[PlacedBid],
    earlier: EarlierBids | None = None,
) -> tuple[int, ...]:
    """Return the numbers of all shown bids that no longer stand.

    0061: an automatic bid goes with the bid that it answered. It also goes if no remaining bid of the
    bidder for whom it was made reaches its amount.
    """
    reach = max((bid.most for bid in remaining if bid.bidder.user_id == by), default=0)
    if earlier is not None and earlier.item.led_by(by):
        # Those of a bidder who did not lead after them reach no automatic bid that followed.
        reach = max(reach, earlier.item.leader_max)
    seqs = {bid.seq for bid in gone if bid.shown}
    seqs |= {bid.seq + 1 for bid in gone if bid.auto is not None}
    seqs |= {
        bid.seq + 1
        for bid in remaining
        if bid.auto is not None and bid.auto.user_id == by and bid.auto.amount > reach
    }
    return tuple(sorted(seqs))


def _refused(message: str) -> Rejection:
    return Rejection(Code.NOT_RETRACTABLE, message)
