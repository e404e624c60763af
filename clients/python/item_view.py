"""What a watcher knows of an item: a pure fold of what the server tells, in whatever order it arrives.

Three things tell of an item: the answer to `watch` (an Item and bids), an `item` message (an Item) and a
`new_bid` message (bids, and the figures after them). All carry event numbers. The newest figures always
show at once; `known` remembers which events' bids have been seen, so that a gap is noticed and can be
filled by a late message or by watching again with `since`.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from clients.python.messages import Bid, Item, NewBid, WatchAnswer

BIDS_KEPT = 200
"""How many of the latest bids a view holds."""

Range = tuple[int, int]


class ItemView(Struct, frozen=True, kw_only=True):
    """An item and its latest bids, oldest first."""

    item: Item
    bids: tuple[Bid, ...]
    known: tuple[Range, ...]
    """The event numbers whose bids have been seen: ranges, apart from each other; the first from 0."""
    retracted: tuple[int, ...] = ()
    """The latest numbers of bids that were taken back, which may be heard of before the bids."""

    @property
    def since(self) -> int:
        """The event number up to which no bid was missed."""
        return self.known[0][1]

    @property
    def gap(self) -> bool:
        """Whether bids are missing between the seen ones."""
        return self.since < self.item.seq


def catch_up(view: ItemView | None, answer: WatchAnswer) -> ItemView:
    """Take the answer to `watch`, which was asked with the view's own `since`."""
    if view is None:
        bids = _join(answer.bids, answer.retracted)
        return ItemView(item=answer.item, bids=bids, known=((0, answer.item.seq),))
    seq = answer.item.seq
    before = view.bids if answer.complete else ()
    after = (bid for bid in view.bids if bid.seq > seq)
    retracted = _numbers((*view.retracted, *answer.retracted))
    return ItemView(
        item=answer.item if seq >= view.item.seq else view.item,
        bids=_join((*before, *answer.bids, *after), retracted),
        known=_merge((*view.known, (0, seq))),
        retracted=retracted,
    )


def hear(view: ItemView, message: NewBid | Item) -> ItemView:
    """Take a message to the room. A stale one changes nothing: the same view is returned."""
    return _hear_bids(view, message) if isinstance(message, NewBid) else _hear_item(view, message)


def _hear_bids(view: ItemView, message: NewBid) -> ItemView:
    # Bids that were left out on purpose don't come: what is known begins anew, as with a snapshot.
    leaps = not message.complete and message.from_seq > view.since + 1
    known = _merge((*view.known, (0 if leaps else message.from_seq, message.seq)))
    if known == view.known:
        return view
    item = view.item
    before = [bid for bid in view.bids if bid.seq > message.seq] if leaps else view.bids
    if message.seq > item.seq:
        item = replace(
            item,
            seq=message.seq,
            price=message.price,
            minimum=message.minimum,
            leader=message.leader,
            bid_count=message.bid_count,
            retractions=message.retractions,
            ends_at=message.ends_at,
            reserve_met=message.reserve_met,
            remaining=message.remaining,
            buy_now=message.buy_now,
        )
    retracted = _numbers((*view.retracted, *message.retracted))
    bids = _join((*before, *message.bids), retracted)
    return ItemView(item=item, bids=bids, known=known, retracted=retracted)


def _hear_item(view: ItemView, item: Item) -> ItemView:
    if item.seq < view.item.seq:
        return view
    known, before = view.known, view.item
    same_bids = (item.bid_count, item.retractions) == (before.bid_count, before.retractions)
    if item.seq > before.seq and same_bids:
        # As many bids as before: the events in between made none and took none back, and the Item
        # shows what they did.
        known = _merge((*known, (before.seq + 1, item.seq)))
    return replace(view, item=item, known=known)


def _join(bids: Iterable[Bid], retracted: Collection[int]) -> tuple[Bid, ...]:
    by_seq = {bid.seq: bid for bid in bids}
    latest = (by_seq[seq] for seq in sorted(by_seq)[-BIDS_KEPT:])
    return tuple(replace(bid, retracted=True) if bid.seq in retracted else bid for bid in latest)


def _numbers(seqs: Iterable[int]) -> tuple[int, ...]:
    """Keep as many numbers as bids: the bids of older ones are gone."""
    return tuple(sorted(set(seqs))[-BIDS_KEPT:])


def _merge(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
