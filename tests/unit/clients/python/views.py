"""Messages of an item and the views that they add up to."""

from auction_client.item_view import ItemView, fold_watch_answer
from auction_client.messages import Bid, Item, NewBid, WatchAnswer


def an_item(
    seq: int,
    bid_count: int,
    *,
    status: str = "open",
    ends_at: int = 9_000,
    retractions: int = 0,
) -> Item:
    return Item(
        item_id="lamp",
        auction_id="demo",
        title="Lamp",
        description="",
        image_url=None,
        format="english",
        status=status,
        currency="EUR",
        start_price=100,
        price=100 + seq,
        minimum=101 + seq,
        leader=f"Ann#{seq}" if bid_count else None,
        bid_count=bid_count,
        reserve_met=True,
        opens_at=None,
        ends_at=ends_at,
        seq=seq,
        winners=(),
        server_time=1_000,
        retractions=retractions,
    )


def a_bid(seq: int, *, retracted: bool = False) -> Bid:
    return Bid(
        seq=seq,
        bid_id=f"b{seq}",
        bidder=f"Ann#{seq}",
        amount=100 + seq,
        at=seq,
        retracted=retracted,
    )


def new_bid(from_seq: int, seq: int, bid_count: int, bids: list[int] | None = None) -> NewBid:
    item = an_item(seq, bid_count)
    return NewBid(
        item_id="lamp",
        from_seq=from_seq,
        seq=seq,
        price=item.price,
        minimum=item.minimum,
        leader=item.leader,
        bid_count=bid_count,
        ends_at=item.ends_at,
        reserve_met=True,
        bids=tuple(a_bid(each) for each in (bids or range(from_seq, seq + 1))),
    )


def watched(seq: int, bids: list[int]) -> ItemView:
    """Return a first view; events 1 and 2 have scheduled and opened the item."""
    answer = WatchAnswer(
        item=an_item(seq, len(bids)), bids=tuple(a_bid(each) for each in bids), complete=True
    )
    return fold_watch_answer(None, answer)


def seqs(view: ItemView) -> list[int]:
    return [bid.seq for bid in view.bids]
