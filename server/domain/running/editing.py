"""Editing an item: its description at any time, its rules and itself until something was decided on it.

0150: a description may be mended even after the end, because its history keeps every earlier one.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict, replace

from server.domain.commands.editing import AmendItem, DeleteItem
from server.domain.events import Event, ItemDeleted, ListingAmended
from server.domain.item import Item
from server.domain.lifecycle import refuse_bidding
from server.domain.listings.contradictions import contradictions
from server.domain.listings.listing import Listing
from server.domain.listings.moments import misplaced_moments
from server.domain.rejection import Code, Contradiction, Rejection, contradictory
from server.domain.types import Actor, Millis, Role, Status

DESCRIPTION = frozenset(
    {
        *("title", "description", "image_url", "images", "condition"),
        *("lot", "estimate_low", "estimate_high", "metadata"),
    }
)
"""Fields that decide nothing. All others are the item's rules."""
IDENTITY = frozenset({"item_id", "auction_id", "auctioneer"})
"""Fields that never change."""


def amend(item: Item, command: AmendItem, now: Millis) -> tuple[Event, ...] | Rejection:
    """Decide an amendment. One that changes nothing is accepted without an event."""
    if not _may_edit(item, command.by):
        return _FORBIDDEN
    listing = amended(item.listing, command.changes)
    changed = changed_fields(item.listing, listing)
    if not changed:
        return ()
    found = [*_decided_upon(item, changed), *_new_contradictions(item.listing, listing, now)]
    if found:
        return contradictory(found)
    return (ListingAmended(seq=item.seq + 1, at=now, listing=listing),)


def delete(item: Item, command: DeleteItem, now: Millis) -> tuple[Event, ...] | Rejection:
    """Decide a deletion, which may be repeated."""
    if not _may_edit(item, command.by):
        return _FORBIDDEN
    if item.status is Status.DELETED:
        return ()
    if not item.is_undecided:
        return refuse_bidding(item.status) or Rejection(
            Code.CONFLICT, "an item that has opened, or has a bid, can be cancelled but not deleted"
        )
    return (ItemDeleted(seq=item.seq + 1, at=now),)


def amended(listing: Listing, changes: Mapping[str, Any]) -> Listing:
    """Return a listing with changes; its metadata is merged by name."""
    assert not changes.keys() & IDENTITY, "an item keeps its id, its sale and its auctioneer"
    made = replace(listing, **changes)
    if "metadata" not in changes:
        return made
    if changes["metadata"] is None:
        return replace(made, metadata={})
    merged = {**listing.metadata, **changes["metadata"]}
    kept = {name: value for name, value in merged.items() if value is not None}
    return replace(made, metadata=kept)


def changed_fields(before: Listing, after: Listing) -> list[str]:
    """Return the names of the fields in which two listings differ."""
    earlier, later = asdict(before), asdict(after)
    return [name for name in later if earlier[name] != later[name]]


def _decided_upon(item: Item, changed: list[str]) -> list[Contradiction]:
    """Refuse changes of the rules of an item on which something was decided."""
    if item.is_undecided:
        return []
    message = "this can't change once the item has opened or has a bid"
    return [Contradiction(field, message) for field in changed if field not in DESCRIPTION]


def _new_contradictions(before: Listing, after: Listing, now: Millis) -> list[Contradiction]:
    """Find what is wrong with a listing and was not wrong before."""
    earlier = [*contradictions(before), *misplaced_moments(before, now)]
    found = [*contradictions(after), *misplaced_moments(after, now)]
    return [each for each in found if each not in earlier]


def _may_edit(item: Item, by: Actor) -> bool:
    if by.role is Role.ADMIN:
        return True
    return by.role is Role.AUCTIONEER and by.user_id == item.listing.auctioneer


_FORBIDDEN = Rejection(Code.FORBIDDEN, "only the item's auctioneer may do this")
