"""What the formats share whose bids take units at once: the first who comes gets them.

Never a unit is oversold: a claim is decided on the state that the one before it has left. The state
keeps every claim, because the outcome names them all, so its size is bounded by the quantity.
"""

from collections.abc import Mapping, Sequence

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import Event, ItemClosed, UnitsClaimed
from server.domain.formats.rules import Resolution
from server.domain.item import Item, Offer
from server.domain.rejection import Code, Rejection
from server.domain.types import Amount, Millis, Status, UserId, Winner


def claim(
    item: Item, command: PlaceBid, price: Amount, now: Millis
) -> tuple[Event, ...] | Rejection:
    """Give units for `price` each while there are enough; the last one closes the item."""
    remaining = item.remaining
    if command.quantity > remaining:
        message = f"only {remaining} are left"
        return Rejection(Code.SOLD_OUT, message, {"remaining": remaining, "seq": item.seq})
    taken = UnitsClaimed(
        seq=item.seq + 1,
        at=now,
        bid_id=command.bid_id,
        bidder=command.bidder,
        amount=price,
        offered=None if command.amount == price else command.amount,
        quantity=command.quantity,
    )
    if command.quantity < remaining:
        return (taken,)
    last = Winner(command.bidder, price, command.quantity)
    winners = (*winners_of(item), last)
    return (taken, ItemClosed(seq=item.seq + 2, at=now, status=Status.SOLD, winners=winners))


def winners_of(item: Item) -> tuple[Winner, ...]:
    """Return a line for every claim, in the order of time."""
    return tuple(Winner(offer.bidder, offer.amount, offer.quantity) for offer in item.offers)


def has_claim(item: Item, user_id: UserId) -> bool:
    """Tell whether a user has claimed units."""
    return any(offer.bidder.user_id == user_id for offer in item.offers)


def total_of_offers(offers: Sequence[Offer]) -> Mapping[UserId, Amount]:
    """Add up what each user offered: amount by quantity."""
    exposure: dict[UserId, Amount] = {}
    for offer in offers:
        user_id = offer.bidder.user_id
        exposure[user_id] = exposure.get(user_id, 0) + offer.amount * offer.quantity
    return exposure


def price_without(item: Item, remaining: Sequence[PlacedBid]) -> Resolution:
    """Return the price of the last claim that remains; claims that went back are for sale again."""
    return Resolution(remaining[-1].amount if remaining else item.listing.start_price)
