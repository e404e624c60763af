"""A watcher's knowledge of an item: a pure fold of the server's messages, in whatever order they arrive.

Three messages describe an item: the answer to `watch` (an Item and bids), an `item` message (an Item)
and a `new_bid` message (bids, and the item's fields after them). All carry event numbers. The newest
fields show at once; `covered` remembers the events whose bids have been seen, so that a gap is noticed.
A late message fills it, or the answer to `watch` with `since`.

A message of a later epoch begins the view anew, because the server may have lost events of the earlier one.
A message of an earlier epoch is stale.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from auction_client.messages import Bid, Item, NewBid, WatchAnswer

BIDS_KEPT = 200
"""How many of the latest bids a view keeps; RAM stays bounded however long an item is watched."""

Range = tuple[int, int]


class ItemView(Struct, frozen=True, kw_only=True):
    """An item and its latest bids, oldest first."""

    item: Item
    bids: tuple[Bid, ...]
    covered: tuple[Range, ...]
    """The event numbers whose bids have been seen, as disjoint ranges; the first one begins at 0."""
    retracted: tuple[int, ...] = ()
    """The latest event numbers of bids that were taken back; they may arrive before the bids."""
    complete_after: int = 0
    """Bids up to this event number may be missing in `bids`, as they were left out or are too many."""

    @property
    def through_seq(self) -> int:
        """The event number up to which no bid is missing; `since` when the item is watched again."""
        return self.covered[0][1]

    @property
    def has_gap(self) -> bool:
        """Whether bids are missing between those that were seen."""
        return self.through_seq < self.item.seq


def fold_watch_answer(
    view: ItemView | None, answer: WatchAnswer, since: int | None = None
) -> ItemView:
    """Take in the answer to `watch`; `since` is the event number that was sent with it, if any."""
    if view is not None and _is_earlier(answer.item.epoch, view):
        return view
    # A server without epochs that has fewer events than it had was restored, so the view is wrong.
    restored = answer.item.epoch is None and since is not None and answer.item.seq < since
    if view is None or restored or _is_later(answer.item.epoch, view):
        whole = ItemView(item=answer.item, bids=(), covered=((0, answer.item.seq),))
        return _with_bids(whole, answer.bids, answer.retracted, _left_out(answer, 0))
    seq = answer.item.seq
    before = view.bids if answer.complete else ()
    after = (bid for bid in view.bids if bid.seq > seq)
    retracted = _latest((*view.retracted, *answer.retracted))
    moved = ItemView(
        item=answer.item if seq >= view.item.seq else view.item,
        bids=(),
        covered=_merge_ranges((*view.covered, (0, seq))),
        retracted=retracted,
    )
    left_out = _left_out(answer, view.complete_after)
    return _with_bids(moved, (*before, *answer.bids, *after), retracted, left_out)


def fold_message(view: ItemView, message: NewBid | Item) -> ItemView:
    """Take in a message to the room. A stale one changes nothing: the same view is returned."""
    if isinstance(message, NewBid):
        return fold_new_bid(view, message)
    return fold_item(view, message)


def fold_new_bid(view: ItemView, message: NewBid) -> ItemView:
    """Take in a `new_bid` message."""
    if _is_earlier(message.epoch, view):
        return view
    if _is_later(message.epoch, view):
        view = _anew(view, message.epoch)
    # Bids that were left out on purpose never come: the view begins anew, as with a snapshot.
    leaps = not message.complete and message.from_seq > view.through_seq + 1
    covered = _merge_ranges((*view.covered, (0 if leaps else message.from_seq, message.seq)))
    if covered == view.covered:
        return view
    before = [bid for bid in view.bids if bid.seq > message.seq] if leaps else view.bids
    retracted = _latest((*view.retracted, *message.retracted))
    moved = ItemView(
        item=_item_after(view.item, message), bids=(), covered=covered, retracted=retracted
    )
    left_out = message.from_seq - 1 if leaps else view.complete_after
    return _with_bids(moved, (*before, *message.bids), retracted, left_out)


def fold_item(view: ItemView, item: Item) -> ItemView:
    """Take in an `item` message. One of the same `seq` is taken: it has more fields than `new_bid`."""
    if _is_earlier(item.epoch, view):
        return view
    if _is_later(item.epoch, view):
        view = _anew(view, item.epoch)
    if item.seq < view.item.seq:
        return view
    covered, before = view.covered, view.item
    same_bids = (item.bid_count, item.retractions) == (before.bid_count, before.retractions)
    if item.seq > before.seq and same_bids:
        # As many bids as before: the events in between made none and took none back, and the Item
        # shows their effect.
        covered = _merge_ranges((*covered, (before.seq + 1, item.seq)))
    return replace(view, item=replace(item, epoch=before.epoch), covered=covered)


def _is_earlier(epoch: int | None, view: ItemView) -> bool:
    known = view.item.epoch
    return epoch is not None and known is not None and epoch < known


def _is_later(epoch: int | None, view: ItemView) -> bool:
    known = view.item.epoch
    return epoch is not None and (known is None or epoch > known)


def _anew(view: ItemView, epoch: int | None) -> ItemView:
    """Begin a view at event 0 of an epoch, of which nothing has been received yet."""
    item = replace(view.item, epoch=epoch, seq=0, bid_count=0, retractions=0)
    return ItemView(item=item, bids=(), covered=((0, 0),))


def _item_after(item: Item, message: NewBid) -> Item:
    if message.seq <= item.seq:
        return item
    return replace(
        item,
        # Only an open item takes a bid, and a bid ends a fair warning. A retraction opens nothing.
        status="open" if message.bids else item.status,
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
        suggestions=message.suggestions,
    )


def _left_out(answer: WatchAnswer, complete_after: int) -> int:
    """Return the last event number of which a bid may have been left out of an answer or before it."""
    if answer.complete:
        return complete_after
    return min((bid.seq for bid in answer.bids), default=answer.item.seq + 1) - 1


def _with_bids(
    view: ItemView, bids: Iterable[Bid], retracted: Collection[int], left_out: int
) -> ItemView:
    """Give a view the latest bids, in their order and each once."""
    by_seq = {bid.seq: bid for bid in bids}
    seqs = sorted(by_seq)
    latest = (by_seq[seq] for seq in seqs[-BIDS_KEPT:])
    kept = tuple(replace(bid, retracted=True) if bid.seq in retracted else bid for bid in latest)
    dropped = seqs[-BIDS_KEPT - 1] if len(seqs) > BIDS_KEPT else 0
    return replace(view, bids=kept, complete_after=max(left_out, dropped))


def _latest(seqs: Iterable[int]) -> tuple[int, ...]:
    """Keep as many event numbers as bids: the bids of older ones are no longer kept."""
    return tuple(sorted(set(seqs))[-BIDS_KEPT:])


def _merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
