"""An item, a bid and a view of them."""

from auction_client.item_view import ItemView
from auction_client.messages import Bid, Item

OPEN = Item(
    item_id="lamp",
    auction_id="demo",
    title="Lamp",
    description="",
    image_url=None,
    format="english",
    status="open",
    currency="EUR",
    start_price=1_000,
    price=1_000,
    minimum=1_000,
    leader=None,
    bid_count=0,
    reserve_met=True,
    opens_at=None,
    ends_at=None,
    seq=2,
    winners=(),
    server_time=0,
)
BID = Bid(seq=3, bid_id="b1", bidder="Ann#k3f9q", amount=1_250, at=0)


def a_view(item: Item = OPEN, *bids: Bid) -> ItemView:
    return ItemView(item=item, bids=bids, covered=((0, item.seq),))
