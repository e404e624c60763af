"""News: the effects of commits on an item, as its room is sent them. Pure.

News of neighbouring events merges into one message that covers them all, so on a slow connection
messages become fewer and not later. A message never covers events that it was not made of. A message
that leaves bids out because there are too many begins later, and says so.
"""

from collections.abc import Collection, Iterable
from typing import Any, cast

import msgspec

from server.bidding.settling.settle import Settlement
from server.domain.events import BidAccepted, BidsRemoved, Event, UnitsClaimed
from server.domain.item import Item
from server.domain.types import UNKNOWN_EPOCH, ItemId, Millis, Position, UserId
from server.domain.view import (
    ItemView,
    QuoteView,
    is_secret,
    view_bid,
    view_item,
    view_standing,
)
from server.wire.messages import NewBid, Outbid

BIDS_MAX = 200
"""Bids that one message carries at most, as many as clients keep."""


class News(msgspec.Struct, frozen=True, array_like=True):
    """The events from_seq..seq of an item, and its standing after them.

    `bids` are all bids among these events, oldest first. `item` is the item after them if more than the
    price has changed. If not `complete`, bids before `from_seq` were left out because there were too
    many. `retracted` are the numbers of the bids that these events took back, whenever they were made.
    Nodes of two versions may share a bus, so views are plain dicts here, with whatever fields they have.
    """

    item_id: ItemId
    from_seq: int
    seq: int
    standing: dict[str, Any]
    bids: list[dict[str, Any]]
    item: dict[str, Any] | None = None
    complete: bool = True
    retracted: tuple[int, ...] = ()
    epoch: int = UNKNOWN_EPOCH

    def latest(self, bids_max: int) -> "News":
        """Return the same news with at most `bids_max` bids, the latest ones."""
        if len(self.bids) <= bids_max:
            return self
        bids = self.bids[-bids_max:]
        return msgspec.structs.replace(self, from_seq=bids[0]["seq"], bids=bids, complete=False)

    def new_bid(self) -> NewBid | None:
        """Build the `new_bid` message; None if no bid was made or taken back."""
        if not self.bids and not self.retracted:
            return None
        message = {"item_id": self.item_id, "from_seq": self.from_seq, **self.standing}
        message.pop("status", None)
        message["bids"] = self.bids
        if self.retracted:
            message["retracted"] = list(self.retracted)
        if not self.complete:
            message["complete"] = False
        return cast("NewBid", message)

    def item_at(self, now: Millis) -> ItemView | None:
        """Build the `item` message; None if only bids have changed the item."""
        return None if self.item is None else cast("ItemView", {**self.item, "server_time": now})


def news_of(settlement: Settlement) -> News:
    """Return the news of a commit, which has events."""
    item = settlement.after
    assert item is not None, "a commit leaves an item"
    events = settlement.events
    bids = [event for event in events if isinstance(event, BidAccepted)]
    others: list[Event] = []
    if len(bids) < len(events):
        others = [e for e in events if not isinstance(e, BidAccepted) and not is_secret(e)]
    retracted = {seq for e in others if isinstance(e, BidsRemoved) for seq in e.seqs}
    now = events[-1].at
    before = settlement.before
    # 0159: nobody has been shown the numbers of the bids that were left before the opening.
    left = before.hidden if before is not None and before.running_since is None else 0
    from_seq = settlement.seq_read - left + 1
    return snapshot(
        item,
        from_seq,
        bids,
        retracted,
        now=now,
        epoch=settlement.epoch,
        with_item=bool(others),
    )


def snapshot(
    item: Item,
    from_seq: int,
    bids: Iterable[BidAccepted],
    retracted: Collection[int] = (),
    *,
    now: Millis,
    epoch: int,
    with_item: bool = True,
    complete: bool = True,
) -> News:
    """Return the news that shows an item as it stands at `now`.

    `bids` are all bids from event `from_seq` on, and `retracted` the numbers of the bids that events
    from there on took back.
    """
    news = News(
        item_id=item.listing.item_id,
        from_seq=from_seq,
        seq=item.seq,
        standing=cast("dict[str, Any]", view_standing(item, now, epoch=epoch)),
        bids=[
            cast("dict[str, Any]", view_bid(bid, retracted=bid.seq in retracted)) for bid in bids
        ],
        item=cast("dict[str, Any]", view_item(item, now, epoch=epoch)) if with_item else None,
        complete=complete,
        retracted=_latest_numbers(retracted),
        epoch=epoch,
    )
    return news.latest(BIDS_MAX)


def outbid_users(settlement: Settlement) -> dict[UserId, int]:
    """Return the users who lost the lead in a commit, each with the number of the bid that took it.

    A user who won the lead back is not among them.
    """
    before, after = settlement.before, settlement.after
    leader = before.leader if before else None
    outbid: dict[UserId, int] = {}
    for event in settlement.events:
        match event:
            case UnitsClaimed():
                pass  # Where units are claimed there is no leader.
            case BidAccepted():
                if leader is not None and leader != event.bidder:
                    outbid[leader.user_id] = event.seq
                leader = event.bidder
            case BidsRemoved():
                leader = event.leader
    if after is not None and after.leader is not None:
        outbid.pop(after.leader.user_id, None)
    return outbid


def outbid(item_id: ItemId, shown: QuoteView, lost: Position) -> Outbid:
    """Build the message to a user who has lost the lead of an item to the bid at `lost`."""
    return Outbid(
        item_id=item_id,
        epoch=lost.epoch,
        seq=lost.seq,
        price=shown["price"],
        minimum=shown["minimum"],
    )


def merged(first: News, second: News) -> News | None:
    """Return news that covers both, in either order; None if an event lies between them."""
    if max(first.from_seq, second.from_seq) > min(first.seq, second.seq) + 1:
        return None
    older, newer = sorted((first, second), key=lambda news: (news.seq, news.item is not None))
    item = newer.item
    if item is None and older.item is not None:
        # Only bids followed it, and a bid changes nothing but the standing.
        item = {**older.item, **newer.standing}
    retracted = _latest_numbers({*older.retracted, *newer.retracted})
    bids = {bid["seq"]: _marked(bid, retracted) for bid in (*older.bids, *newer.bids)}
    begin = min(first, second, key=lambda news: (news.from_seq, not news.complete))
    both = News(
        item_id=newer.item_id,
        from_seq=begin.from_seq,
        seq=newer.seq,
        standing=newer.standing,
        bids=[bids[seq] for seq in sorted(bids)],
        item=item,
        complete=begin.complete,
        retracted=retracted,
        epoch=max(first.epoch, second.epoch),
    )
    return both.latest(BIDS_MAX)


def merge_into(pending: list[News], news: News) -> list[News]:
    """Return `pending` with `news` merged in: oldest first, with a gap between each two.

    0119: of news of two epochs only that of the later one is kept.
    """
    if not pending:
        return [news]
    if any(is_later(other.epoch, news.epoch) for other in pending):
        return pending
    apart: list[News] = []
    for other in pending:
        if is_later(news.epoch, other.epoch):
            continue
        both = merged(other, news)
        if both is None:
            apart.append(other)
        else:
            news = both
    return sorted([*apart, news], key=lambda each: each.from_seq)


def is_later(epoch: int, than: int) -> bool:
    """Return whether an epoch is certainly later than another; an unknown one is not."""
    return epoch > than != UNKNOWN_EPOCH


def _marked(bid: dict[str, Any], retracted: Collection[int]) -> dict[str, Any]:
    return {**bid, "retracted": True} if bid["seq"] in retracted else bid


def _latest_numbers(seqs: Collection[int]) -> tuple[int, ...]:
    """Return the latest numbers, as many as clients keep bids."""
    return tuple(sorted(seqs)[-BIDS_MAX:]) if seqs else ()
