"""Contradictions: fields of a listing that don't fit together, so that it can't be sold."""

from collections.abc import Iterator

import msgspec.structs

from server.domain.formats import FORMATS
from server.domain.listings.goods import contradictions_of_goods
from server.domain.listings.listing import Listing
from server.domain.listings.soft_close import Policy
from server.domain.rejection import Contradiction
from server.domain.types import AMOUNT_MAX

_OPTIONAL = (
    "quantity",
    "on_ladder",
    "reserve",
    "reserve_jump",
    "buy_now",
    "step",
    "interval_ms",
    "floor_price",
    "soft_close",
    "ends_at",
    "duration_ms",
    "retraction",
    "bid_cap",
    "bid_multiple",
    "closes_with",
)
_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Listing)}


def contradictions(listing: Listing) -> list[Contradiction]:
    """Return every contradiction of a listing. One without any can be put up."""
    return [
        *_of_foreign_fields(listing),
        *contradictions_of_goods(listing),
        *_of_increments(listing),
        *_of_quantity(listing),
        *_of_caps(listing),
        *_of_times(listing),
        *_of_soft_close(listing),
        *FORMATS[listing.format].contradictions(listing),
    ]


def _of_foreign_fields(listing: Listing) -> Iterator[Contradiction]:
    known = FORMATS[listing.format].fields
    for field in _OPTIONAL:
        if field not in known and getattr(listing, field) != _DEFAULTS[field]:
            yield Contradiction(field, f"an item of the format {listing.format} has no {field}")


def _of_increments(listing: Listing) -> Iterator[Contradiction]:
    for fault in listing.increment.faults():
        yield Contradiction("increment", fault)


def _of_quantity(listing: Listing) -> Iterator[Contradiction]:
    if listing.quantity < 1:
        yield Contradiction("quantity", "at least one unit must be for sale")
    if listing.start_price * listing.quantity > AMOUNT_MAX:
        message = f"the start price of all units together is above {AMOUNT_MAX}"
        yield Contradiction("quantity", message)


def _of_caps(listing: Listing) -> Iterator[Contradiction]:
    if listing.bid_cap is not None and listing.bid_cap < listing.start_price:
        yield Contradiction("bid_cap", "the cap is below the start price")
    if listing.bid_multiple is not None and listing.bid_multiple < 1:
        yield Contradiction("bid_multiple", "a bid may be at least the minimum")


def _of_times(listing: Listing) -> Iterator[Contradiction]:
    opens_at, ends_at, duration_ms = listing.opens_at, listing.ends_at, listing.duration_ms
    if ends_at is not None and opens_at is not None and ends_at <= opens_at:
        yield Contradiction("ends_at", "ends_at must be later than opens_at")
    if duration_ms is not None and duration_ms < 1:
        yield Contradiction("duration_ms", "an item must be open for at least a millisecond")
    if duration_ms is not None and ends_at is not None:
        yield Contradiction("duration_ms", "an item has an end or a duration, not both")
    elif listing.closes_with is not None and ends_at is None and duration_ms is None:
        yield Contradiction(
            "closes_with", "an item that closes with others has an end or a duration"
        )
    if listing.gap_ms is not None:
        for field in ("opens_at", "ends_at", "closes_with"):
            if getattr(listing, field) is not None:
                yield Contradiction(field, "the items of a sequence open one after another")


def _of_soft_close(listing: Listing) -> Iterator[Contradiction]:
    soft_close = listing.soft_close
    limits = (soft_close.extensions_max, soft_close.hard_end)
    if soft_close.policy is not Policy.NONE and min(soft_close.window_ms, soft_close.extend_ms) < 1:
        yield Contradiction("soft_close", "window_ms and extend_ms must be at least 1")
    if soft_close.policy is Policy.CAPPED and limits == (None, None):
        yield Contradiction("soft_close", "the policy capped needs extensions_max or hard_end")
    if soft_close.policy is not Policy.CAPPED and limits != (None, None):
        yield Contradiction("soft_close", "only the policy capped has extensions_max or hard_end")
    yield from _of_hard_end(listing)


def _of_hard_end(listing: Listing) -> Iterator[Contradiction]:
    field, hard_end, opens_at = "soft_close.hard_end", listing.soft_close.hard_end, listing.opens_at
    if hard_end is None:
        return
    if listing.ends_at is not None and hard_end < listing.ends_at:
        yield Contradiction(field, "the hard end is before the end")
    if opens_at is not None and hard_end <= opens_at:
        yield Contradiction(field, "the hard end must be later than opens_at")
    elif opens_at is not None and hard_end < opens_at + (listing.duration_ms or 0):
        yield Contradiction(field, "the hard end is before the end that follows from duration_ms")
