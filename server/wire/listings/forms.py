"""The form of a listing: the fields of a new item of which the same listing is made."""

from typing import Any

import msgspec

from server.domain.auction import Auction
from server.domain.listings.increments import CLASSIC
from server.domain.listings.listing import Listing
from server.domain.listings.soft_close import SoftClose
from server.wire.listings.new_items import NewItem

_DEFAULTS = {
    name: field.get_default(call_default_factory=True)
    for name, field in NewItem.model_fields.items()
}


def form_of(listing: Listing, auction: Auction) -> dict[str, Any]:
    """Return the fields of a listing as JSON values, without those that have their defaults."""
    values = {name: getattr(listing, name) for name in _DEFAULTS}
    values["increment"] = _increment(listing)
    values["soft_close"] = _soft_close(listing)
    if listing.fees == auction.fees:
        values["fees"] = None
    if listing.on_outage == auction.on_outage:
        values["on_outage"] = None
    for name in ("bid_cap", "bid_multiple"):
        if auction.bidders is not None and values[name] == getattr(auction.bidders, name):
            values[name] = None
    return {
        name: msgspec.to_builtins(value)
        for name, value in values.items()
        if value not in (_DEFAULTS[name], ())
    }


def _increment(listing: Listing) -> list[list[int]] | None:
    if listing.increment == CLASSIC:
        return None
    return [
        list(row) for row in zip(listing.increment.starts, listing.increment.steps, strict=True)
    ]


def _soft_close(listing: Listing) -> dict[str, Any] | None:
    if listing.soft_close == SoftClose():
        return None
    rules = {name: getattr(listing.soft_close, name) for name in SoftClose.__struct_fields__}
    return {name: value for name, value in rules.items() if value is not None}
