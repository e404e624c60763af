"""What the public may see of an item and its bids: handles, never user ids."""

from typing import TypedDict

from server.domain.events import BidAccepted
from server.domain.item import Item
from server.domain.types import Amount, Millis


class BidView(TypedDict):
    """One accepted bid; `seq` is its event number, `bidder` a handle, `at` in ms since the epoch."""

    seq: int
    bid_id: str
    bidder: str
    amount: Amount
    at: Millis
    auto: bool


class WinnerView(TypedDict):
    """One line of an outcome."""

    bidder: str
    amount: Amount


class ItemView(TypedDict):
    """An item as everybody sees it; amounts in minor units of `currency`, times in ms since the epoch.

    `price` is the start price while `bid_count` is 0.
    """

    item_id: str
    auction_id: str
    title: str
    description: str
    image_url: str | None
    format: str
    status: str
    currency: str
    start_price: Amount
    price: Amount
    minimum: Amount
    leader: str | None
    bid_count: int
    reserve_met: bool
    opens_at: Millis | None
    ends_at: Millis | None
    seq: int
    winners: list[WinnerView]
    server_time: Millis


def view_item(item: Item, now: Millis) -> ItemView:
    """Show an item at the moment `now`."""
    listing = item.listing
    return ItemView(
        item_id=listing.item_id,
        auction_id=listing.auction_id,
        title=listing.title,
        description=listing.description,
        image_url=listing.image_url,
        format=listing.format.value,
        status=item.status.value,
        currency=listing.currency,
        start_price=listing.start_price,
        price=item.price,
        minimum=item.minimum,
        leader=item.leader.handle if item.leader else None,
        bid_count=item.bid_count,
        reserve_met=True,
        opens_at=listing.opens_at,
        ends_at=item.ends_at,
        seq=item.seq,
        winners=[WinnerView(bidder=w.bidder.handle, amount=w.amount) for w in item.winners],
        server_time=now,
    )


def view_bid(bid: BidAccepted) -> BidView:
    """Show one bid."""
    return BidView(
        seq=bid.seq,
        bid_id=bid.bid_id,
        bidder=bid.bidder.handle,
        amount=bid.amount,
        at=bid.at,
        auto=bid.auto,
    )
