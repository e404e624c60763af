"""The ends of groups as Redis has them, and the effects of an item's changes on them (0160). Pure.

A group's end is the latest end that any of its items has had while it was open. Redis has it as the score
of a sorted set, in milliseconds. Half a millisecond is added when an item of the group has closed at it.
"""

from enum import StrEnum

from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import ENDED, LIVE, Millis


class GroupEffect(StrEnum):
    """The effect of a change on the group; `decided.lua` defines which changes of the group exclude it."""

    NONE = ""
    JOIN = "join"
    """The item has opened, or opened again. Nothing excludes this."""
    MOVE = "move"
    """The end moved. A close of another item at the end before excludes this."""
    CLOSE = "close"
    """The item ended. A later end of the group excludes this."""


def group_of(listing: Listing) -> str:
    """Name a listing's group, "" without one. Ids have no blank."""
    return "" if listing.closes_with is None else f"{listing.auction_id} {listing.closes_with}"


def end_of(group_end: bytes) -> Millis | None:
    """Decode a group's end."""
    return int(float(group_end)) if group_end else None


def running_end(item: Item | None) -> Millis | None:
    """Return the end that an open item has, which its group may not close before."""
    return None if item is None or item.status not in LIVE else item.ends_at


def effect_on_group(
    before: Item | None, after: Item, group_end: bytes
) -> tuple[GroupEffect, Millis | str]:
    """Return the effect of a change, and the score that the group has afterwards at least, "" for none."""
    if after.listing.closes_with is None:
        return GroupEffect.NONE, ""
    if after.status in ENDED:
        known = end_of(group_end)
        at_the_end = known is not None and after.changed_at >= known
        return GroupEffect.CLOSE, f"{known}.5" if at_the_end else ""
    ends_at = running_end(after)
    if ends_at is None or ends_at == running_end(before):
        return GroupEffect.NONE, ""
    is_open = before is not None and before.status in LIVE
    return (GroupEffect.MOVE if is_open else GroupEffect.JOIN), ends_at
