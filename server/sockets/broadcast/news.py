"""News: what commits did to an item, as a room is told. Pure.

News of neighbouring events merge into one message that covers them all, so that a slow way makes
messages fewer, not later. A message never claims events that it was not made of. One that leaves bids out,
because they are too many, begins later and says so.
"""

from collections.abc import Collection, Iterable
from typing import Any, cast

import msgspec

from server.bidding.settling.settle import Settlement
from server.domain.events import BidAccepted, BidsRetracted, UnitsClaimed
from server.domain.formats import quote
from server.domain.item import Item
from server.domain.types import ItemId, Millis, UserId
from server.domain.view import (
    ItemView,
    is_secret,
    view_bid,
    view_item,
    view_standing,
)
from server.wire.messages import NewBid, Outbid

BIDS_MAX = 200
"""Bids that one message carries; as many as clients keep."""


class News(msgspec.Struct, frozen=True, array_like=True):
    """The events from_seq..seq of an item, and its figures after them.

    `bids` are all bids among these events, oldest first; `item` is the item after them if anything
    but the price has changed. Not `complete`: what came before was left out, as there was too much of
    it. `retracted` are the numbers of the bids that were taken back in these events, made in them or
    before. Nodes of two versions may share a bus, so views are taken as they come.
    """

    item_id: ItemId
    from_seq: int
    seq: int
    standing: dict[str, Any]
    bids: list[dict[str, Any]]
    item: dict[str, Any] | None = None
    complete: bool = True
    retracted: tuple[int, ...] = ()

    def latest(self, bids_max: int) -> "News":
        """Return what this tells with no more than the latest bids."""
        if len(self.bids) <= bids_max:
            return self
        bids = self.bids[-bids_max:]
        return msgspec.structs.replace(self, from_seq=bids[0]["seq"], bids=bids, complete=False)

    def new_bid(self) -> NewBid | None:
        """Build the `new_bid` message; None if no bid was made or taken back."""
        if not self.bids and not self.retracted:
            return None
        standing = {name: value for name, value in self.standing.items() if name != "status"}
        message = {"item_id": self.item_id, "from_seq": self.from_seq, **standing}
        taken_back = {"retracted": list(self.retracted)} if self.retracted else {}
        left_out = {} if self.complete else {"complete": False}
        return cast("NewBid", {**message, "bids": self.bids, **taken_back, **left_out})

    def item_at(self, now: Millis) -> ItemView | None:
        """Build the `item` message; None if there is nothing to say beyond the bids."""
        return None if self.item is None else cast("ItemView", {**self.item, "server_time": now})


def news_of(settlement: Settlement) -> News:
    """Tell what a commit did. The commit has events."""
    item = settlement.after
    assert item is not None, "what was committed exists"
    events = settlement.events
    bids = [event for event in events if isinstance(event, BidAccepted)]
    others = [e for e in events if not isinstance(e, BidAccepted) and not is_secret(e)]
    retracted = {seq for e in others if isinstance(e, BidsRetracted) for seq in e.seqs}
    now = events[-1].at
    from_seq = settlement.seq_read + 1
    return snapshot(item, from_seq, bids, retracted, now=now, with_item=bool(others))


def snapshot(
    item: Item,
    from_seq: int,
    bids: Iterable[BidAccepted],
    retracted: Collection[int] = (),
    *,
    now: Millis,
    with_item: bool = True,
    complete: bool = True,
) -> News:
    """Tell how an item stands at `now`.

    `bids` are all bids from event `from_seq` on, `retracted` the numbers of those that were taken
    back from there on.
    """
    news = News(
        item_id=item.listing.item_id,
        from_seq=from_seq,
        seq=item.seq,
        standing=cast("dict[str, Any]", view_standing(item, now)),
        bids=[
            cast("dict[str, Any]", view_bid(bid, retracted=bid.seq in retracted)) for bid in bids
        ],
        item=cast("dict[str, Any]", view_item(item, now)) if with_item else None,
        complete=complete,
        retracted=_latest_numbers(retracted),
    )
    return news.latest(BIDS_MAX)


def losers_of(settlement: Settlement) -> set[UserId]:
    """Return who lost the lead in a commit and did not win it back."""
    before, after = settlement.before, settlement.after
    leader = before.leader if before else None
    losers: set[UserId] = set()
    for event in settlement.events:
        match event:
            case UnitsClaimed():
                pass  # Nobody leads where units are taken.
            case BidAccepted():
                if leader is not None and leader != event.bidder:
                    losers.add(leader.user_id)
                leader = event.bidder
            case BidsRetracted():
                leader = event.leader
    if after is not None and after.leader is not None:
        losers.discard(after.leader.user_id)
    return losers


def outbid(item: Item, now: Millis) -> Outbid:
    """Build the message to who has lost the lead of an item."""
    shown = quote(item, now)
    return Outbid(
        item_id=item.listing.item_id,
        seq=shown.seq,
        price=shown.price,
        minimum=shown.minimum,
    )


def merged(first: News, second: News) -> News | None:
    """Return one message that covers both, whichever is older; None if an event lies between them."""
    if max(first.from_seq, second.from_seq) > min(first.seq, second.seq) + 1:
        return None
    older, newer = sorted((first, second), key=lambda news: (news.seq, news.item is not None))
    item = newer.item
    if item is None and older.item is not None:
        # After it there were only bids: they change the figures and nothing else.
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
    )
    return both.latest(BIDS_MAX)


def insert(line: list[News], news: News) -> list[News]:
    """Return a line of news, oldest first and apart from each other, with `news` worked in."""
    apart: list[News] = []
    for other in line:
        both = merged(other, news)
        if both is None:
            apart.append(other)
        else:
            news = both
    return sorted([*apart, news], key=lambda each: each.from_seq)


def _marked(bid: dict[str, Any], retracted: Collection[int]) -> dict[str, Any]:
    return {**bid, "retracted": True} if bid["seq"] in retracted else bid


def _latest_numbers(seqs: Collection[int]) -> tuple[int, ...]:
    """Return as many as clients keep bids: what is older they have forgotten."""
    return tuple(sorted(seqs)[-BIDS_MAX:]) if seqs else ()
