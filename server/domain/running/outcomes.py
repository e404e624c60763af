"""Outcomes that those who run the sale decide: passing, selling below the reserve, reopening."""

from msgspec.structs import replace

from server.domain.commands import ReopenItem
from server.domain.events import Event, ItemClosed, ItemReopened
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.listings.moments import fault_of
from server.domain.rejection import Code, Rejection
from server.domain.types import CONSIGNOR, Format, Millis, Status, Winner

REOPEN_MS: Millis = 3_600_000
"""How long after its close an item may be reopened."""
REOPENS = frozenset({Format.ENGLISH, Format.FIXED})
"""Formats whose items can be reopened. The offers of the others were shown, or their clock has run down."""


def pass_item(item: Item, now: Millis) -> tuple[Event, ...] | Rejection:
    """End an item unsold, whatever was bid, unless units of it have been sold already."""
    rules = FORMATS[item.listing.format]
    if item.offers and not rules.hidden:
        return Rejection(Code.CONFLICT, "units of the item have been sold")
    return (ItemClosed(seq=item.seq + 1, at=now, status=Status.UNSOLD, winners=(), passed=True),)


def sell(item: Item, now: Millis) -> tuple[Event, ...] | Rejection:
    """Sell an item at once to those who would win if there were no reserve."""
    if "reserve" not in FORMATS[item.listing.format].fields:
        return Rejection(Code.INVALID, "an item of this format has no reserve")
    winners, below_reserve = sold_to(item)
    if not winners:
        message = "nobody but the consignor has bid" if item.bid_count else "nobody has bid"
        return Rejection(Code.CONFLICT, message)
    return (
        ItemClosed(
            seq=item.seq + 1,
            at=now,
            status=Status.SOLD,
            winners=winners,
            below_reserve=below_reserve,
        ),
    )


def sold_to(item: Item) -> tuple[tuple[Winner, ...], bool]:
    """Return the winners if there were no reserve, and whether the reserve excludes them."""
    winners = FORMATS[item.listing.format].winners
    without_reserve = winners(replace(item, listing=replace(item.listing, reserve=None)))
    if any(winner.bidder.user_id == CONSIGNOR for winner in without_reserve):
        return (), False
    by_the_rules = winners(item)
    return (without_reserve, True) if not by_the_rules else (by_the_rules, False)


def reopen(item: Item, command: ReopenItem, now: Millis) -> tuple[Event, ...] | Rejection:
    """Take bids on a closed item again, within REOPEN_MS of its close."""
    refusal = _refuse_reopening(item, now)
    if refusal is not None:
        return refusal
    ends_at = command.ends_at
    if ends_at is not None:
        fault = fault_of(ends_at, now)
        if ends_at <= now or fault is not None:
            message = fault or "the end must be in the future"
            details: dict[str, object] = {"field": "ends_at"}
            if ends_at <= now:
                details["minimum"] = now + 1
            return Rejection(Code.INVALID, f"ends_at: {message}", details)
    return (ItemReopened(seq=item.seq + 1, at=now, ends_at=ends_at),)


def _refuse_reopening(item: Item, now: Millis) -> Rejection | None:
    listing = item.listing
    if listing.format not in REOPENS:
        return Rejection(Code.INVALID, "an item of this format can't be reopened")
    if now - item.closed_at > REOPEN_MS:
        return Rejection(Code.CONFLICT, "it is too late to reopen the item")
    if item.defaulted:
        return Rejection(Code.CONFLICT, "the item has been awarded to the underbidder")
    if item.called_next:
        return Rejection(Code.CONFLICT, "the next item of the sequence has been called")
    if listing.format is Format.FIXED and not item.remaining:
        return Rejection(Code.CONFLICT, "all units have been sold")
    return None
