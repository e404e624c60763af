"""Totals of amounts by user."""

from collections.abc import Iterable, Mapping

from server.domain.item import Offer
from server.domain.types import Amount, UserId, Winner


def total_of(lines: Iterable[Offer | Winner]) -> Mapping[UserId, Amount]:
    """Add up the amounts of each user: the amount for a unit times the quantity."""
    totals: dict[UserId, Amount] = {}
    for line in lines:
        user_id = line.bidder.user_id
        totals[user_id] = totals.get(user_id, 0) + line.amount * line.quantity
    return totals
