"""English: ascending, visible bids; the highest wins and pays what they bid."""

from server.domain.commands import PlaceBid
from server.domain.events import BidAccepted, Event, ItemExtended
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.soft_close import end_after_bid
from server.domain.types import Millis, Winner


class English:
    """The rules of an ascending auction."""

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Accept an amount of at least the minimum; a late one may move the end."""
        if command.amount < item.minimum:
            return Rejection(
                Code.TOO_LOW,
                f"the next bid must be at least {item.minimum}",
                {"minimum": item.minimum, "price": item.price, "seq": item.seq},
            )
        bid = BidAccepted(
            seq=item.seq + 1,
            at=now,
            bid_id=command.bid_id,
            bidder=command.bidder,
            amount=command.amount,
        )
        if item.ends_at is None:
            return (bid,)
        ends_at = end_after_bid(item.listing.soft_close, item.ends_at, now)
        if ends_at == item.ends_at:
            return (bid,)
        return (bid, ItemExtended(seq=bid.seq + 1, at=now, ends_at=ends_at))

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return the leader, at the price."""
        return () if item.leader is None else (Winner(item.leader, item.price),)
