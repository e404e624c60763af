"""Goods: the description of an item, apart from the rules of its sale.

A house's metadata is its own: it is shown to the item's auctioneer alone, and no rule reads it.
"""

from collections.abc import Iterator, Mapping

import msgspec

from server.domain.listings.listing import Listing
from server.domain.rejection import Contradiction

METADATA_BYTES_MAX = 4_096
"""The size of an item's metadata as compact JSON."""

_encode = msgspec.json.Encoder().encode


def contradictions_of_goods(listing: Listing) -> Iterator[Contradiction]:
    """Find the fields of the description that don't fit together or are too large."""
    low, high = listing.estimate_low, listing.estimate_high
    if low is not None and high is not None and high < low:
        yield Contradiction("estimate_high", "the high estimate is below the low one")
    if listing.images and listing.image_url != listing.images[0]:
        yield Contradiction("image_url", "image_url is the first of images; leave it out")
    if _size(listing.metadata) > METADATA_BYTES_MAX:
        message = f"metadata may have {METADATA_BYTES_MAX} bytes as JSON"
        yield Contradiction("metadata", message)


def _size(metadata: Mapping[str, object]) -> int:
    return len(_encode(metadata))
