"""The common part of formats whose bids take units at once: first come, first served.

No unit is sold twice, because a claim is decided on the state that the previous one has left. The
outcome names all claims, so the state keeps them, and its size is bounded by the quantity.
"""

from collections import deque
from collections.abc import Iterable, Mapping

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event, ItemClosed, UnitsClaimed
from server.domain.formats.rules import Resolution
from server.domain.formats.totals import total_of
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import Amount, Millis, Status, UserId, Winner


class UnitClaims:
    """The rules of claims, except for the price of a unit."""

    hidden = False
    keeps_bids = True

    def without(
        self,
        item: Item,
        remaining: Iterable[PlacedBid],
        earlier: Item | None = None,  # noqa: ARG002
    ) -> Resolution:
        """Return the price of the last remaining claim. Units of retracted claims are for sale again."""
        last = deque(remaining, maxlen=1)
        return Resolution(last[0].amount if last else item.listing.start_price)

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return all bidders who claimed units."""
        return winners_of(item)

    def succeeded(self, item: Item, user_id: UserId) -> bool:
        """Return whether the user has claimed units."""
        return any(offer.bidder.user_id == user_id for offer in item.offers)

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return the cost of each user's units."""
        return total_of(item.offers)


def claim(
    item: Item, command: PlaceBid, price: Amount, now: Millis
) -> tuple[Event, ...] | Rejection:
    """Give units for `price` each while there are enough. The last one closes the item."""
    remaining = item.remaining
    if command.quantity > remaining:
        message = f"only {remaining} units are left"
        return Rejection(Code.SOLD_OUT, message, {"remaining": remaining, "seq": item.seq})
    taken = UnitsClaimed(
        seq=item.seq + 1,
        at=now,
        bid_id=command.bid_id,
        bidder=command.bidder,
        amount=price,
        offered=None if command.amount == price else command.amount,
        quantity=command.quantity,
        source=command.source,
        paddle=command.paddle,
        by=command.clerk,
    )
    if command.quantity < remaining:
        return (taken,)
    last = Winner(command.bidder, price, command.quantity)
    winners = (*winners_of(item), last)
    return (taken, ItemClosed(seq=item.seq + 2, at=now, status=Status.SOLD, winners=winners))


def winners_of(item: Item) -> tuple[Winner, ...]:
    """Return a line for every claim, oldest first."""
    return tuple(Winner(offer.bidder, offer.amount, offer.quantity) for offer in item.offers)
