"""The items as this node last committed them, or as they came with a lock: guesses, no more (0132).

A decision on a known item is written only where Redis still has the item in that state.
"""

import msgspec

from server.bidding.hot_state.arguments import Decided
from server.bidding.hot_state.known_listings import KnownListing, KnownListings, version_of
from server.bidding.hot_state.replies import ALONE, HeldItem
from server.bidding.settling.records import decode_item
from server.bidding.settling.settle import Settlement
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import ENDED, ItemId

BYTES_MAX = 32_000_000
"""Bytes of encoded states that are kept; as objects they take a few times as many."""


class Handover(msgspec.Struct, frozen=True):
    """A lock that is kept for this node, with the item's encoded state in an epoch, b"" if unknown.

    `listed` is the version of its listing.
    """

    item_id: ItemId
    epoch: int
    state: bytes
    listed: bytes = b""


def decode_handovers(message: bytes) -> list[Handover]:
    """Decode the message of a wake-up (`lock.lua`); raises ValueError."""
    handovers, at = [], 0
    while at < len(message):
        end = message.index(b"\n", at)
        # Earlier versions send no version of the listing.
        item_id, epoch, length, *listed = message[at:end].split(b" ")
        at = end + 1 + int(length)
        state = message[end + 1 : at]
        handovers.append(Handover(ItemId(item_id.decode()), int(epoch), state, *listed))
    return handovers


class KnownItem(msgspec.Struct, frozen=True):
    """An item's state in an epoch, and the size of its encoded form in bytes."""

    item: Item
    epoch: int
    size: int


class KnownItems:
    """The latest known states, those used longest ago first. Their total size is bounded."""

    __slots__ = ("_bytes_max", "_items", "listings", "size")

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self.size = 0
        """The bytes of all encoded states together."""
        self._bytes_max = bytes_max
        self._items: dict[ItemId, KnownItem] = {}
        self.listings = KnownListings()
        """The listings of these items, and of those that another node has changed since."""

    def __len__(self) -> int:
        """Return the number of known items."""
        return len(self._items)

    def get(self, item_id: ItemId) -> KnownItem | None:
        """Return an item as it is known."""
        return self._items.get(item_id)

    def keep(self, item_id: ItemId, item: Item, epoch: int, size: int) -> None:
        """Remember an item in this state, and forget the oldest ones beyond the bound."""
        self.forget(item_id)
        self._items[item_id] = KnownItem(item, epoch, size)
        self.size += size
        while self.size > self._bytes_max:
            self.forget(next(iter(self._items)))

    def forget(self, item_id: ItemId) -> None:
        """Forget an item that another node is likely to have changed."""
        known = self._items.pop(item_id, None)
        if known is not None:
            self.size -= known.size

    def stored_listing(self, item_id: ItemId) -> Listing | None:
        """Return the listing that Redis has of an item, as far as this node knows."""
        known = self.listings.get(item_id)
        return None if known is None else known.listing

    def receive(self, handover: Handover) -> None:
        """Remember an item as it came with its lock, if its listing is known too."""
        item_id, listing = handover.item_id, self.listings.get(handover.item_id)
        is_listed = not handover.listed or (listing and listing.version == handover.listed)
        if handover.state and is_listed:
            item = decode_item(handover.state, None if listing is None else listing.listing)
            self._learn(item_id, handover.epoch, item, len(handover.state))
        else:
            self.forget(item_id)

    def hold(self, item_id: ItemId, held: HeldItem, size: int) -> None:
        """Remember an item whose lock was taken, and whose state has so many bytes."""
        if held.listing is not None:
            self.listings.keep(item_id, held.listing)
        self._learn(item_id, held.epoch, held.item, size)

    def commit(
        self, item_id: ItemId, settlement: Settlement, sent: Decided, token: str, reply: int
    ) -> None:
        """Remember an item as it was committed, unless another node has its turn now and may change it."""
        if reply >= ALONE and sent.listing_size and settlement.after is not None:
            listing = KnownListing(version_of(token), settlement.after.listing, sent.listing_size)
            self.listings.keep(item_id, listing)
        known = self.get(item_id)
        if reply != ALONE or known is None:
            self.forget(item_id)
        elif sent.entry:
            self._learn(item_id, known.epoch, settlement.after, sent.state_size)

    def _learn(self, item_id: ItemId, epoch: int, item: Item | None, size: int) -> None:
        """Remember an item as Redis has it, as long as it can change."""
        if item is None or item.status in ENDED:
            self.forget(item_id)
            self.listings.forget(item_id)
        else:
            self.keep(item_id, item, epoch, size)
