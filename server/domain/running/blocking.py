"""Blocks of bidders, which hold from their event on (0165)."""

from collections.abc import Collection

from server.domain.commands import BlockBidders
from server.domain.events import BiddersBlocked
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import Millis, Role, Status, UserId

GONE = frozenset({Status.CANCELLED, Status.DELETED})
"""Statuses from which no item is opened again, unlike a sold or unsold one."""
BLOCKED_MAX = 500
"""Users who are blocked from one item at most, because its state names them."""


def block(item: Item, command: BlockBidders, now: Millis) -> tuple[BiddersBlocked, ...] | Rejection:
    """Decide the block of users, or its end. An item that is gone for good takes no bids anyway."""
    by = command.by
    runs_item = by.role is Role.AUCTIONEER and by.user_id == item.listing.auctioneer
    if by.role is not Role.ADMIN and not runs_item:
        return Rejection(Code.FORBIDDEN, "only the item's auctioneer may do this")
    if item.status in GONE:
        return ()
    return blocks(item, command.user_ids, now, blocked=command.blocked)


def blocks(
    item: Item, user_ids: Collection[UserId], now: Millis, *, blocked: bool = True
) -> tuple[BiddersBlocked, ...] | Rejection:
    """Return the event that blocks users, or lifts their block; none if nothing changes."""
    changed = tuple(
        user_id for user_id in dict.fromkeys(user_ids) if (user_id in item.blocked) != blocked
    )
    if not changed:
        return ()
    if blocked and len(item.blocked) + len(changed) > BLOCKED_MAX:
        message = f"at most {BLOCKED_MAX} users can be blocked from an item"
        return Rejection(Code.INVALID, message, {"field": "user_id"})
    return (BiddersBlocked(seq=item.seq + 1, at=now, user_ids=changed, blocked=blocked),)
