"""The house's request to block bidders."""

import msgspec

from server.domain.types import Actor, UserId


class BlockBidders(msgspec.Struct, frozen=True):
    """Refuse all further bids of users on the item, or lift that block."""

    by: Actor
    user_ids: tuple[UserId, ...]
    blocked: bool = True
