"""The listings that this node has read or written, so that Redis need not send them again (0140)."""

import msgspec

from server.domain.listings.listing import Listing
from server.domain.types import ItemId

BYTES_MAX = 32_000_000
"""Bytes of encoded listings that are kept."""


class KnownListing(msgspec.Struct, frozen=True):
    """An item's listing, its version in Redis, and the size of its encoded form in bytes."""

    version: bytes
    listing: Listing
    size: int


class KnownListings:
    """The latest known listings, those learned longest ago first. Their total size is bounded."""

    __slots__ = ("_bytes_max", "_listings", "size")

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self.size = 0
        """The bytes of all encoded listings together."""
        self._bytes_max = bytes_max
        self._listings: dict[ItemId, KnownListing] = {}

    def __len__(self) -> int:
        """Return the number of known listings."""
        return len(self._listings)

    def get(self, item_id: ItemId) -> KnownListing | None:
        """Return the latest known listing of an item. Another node may have changed it since."""
        return self._listings.get(item_id)

    def keep(self, item_id: ItemId, known: KnownListing) -> None:
        """Remember an item's listing, and forget the oldest ones beyond the bound."""
        if self._listings.get(item_id) is known:
            return
        self.forget(item_id)
        self._listings[item_id] = known
        self.size += known.size
        while self.size > self._bytes_max:
            self.forget(next(iter(self._listings)))

    def forget(self, item_id: ItemId) -> None:
        """Forget the listing of an item that has ended."""
        known = self._listings.pop(item_id, None)
        if known is not None:
            self.size -= known.size


def version_of(token: str) -> bytes:
    """Return the version of a listing that a round writes, as `lock.lua` does."""
    return token[:12].encode()
