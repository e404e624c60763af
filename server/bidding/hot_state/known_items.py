"""The items as this node last committed them, or as they came with a lock: guesses, no more (0132).

What is decided on a known item is written only where Redis still has the item in that state.
"""

import msgspec

from server.domain.item import Item
from server.domain.types import ItemId

BYTES_MAX = 32_000_000
"""Bytes of encoded states that are kept; as objects they take a few times as many."""


class Handover(msgspec.Struct, frozen=True):
    """A lock that is kept for this node, with the item's encoded state in an epoch, b"" if unknown."""

    item_id: ItemId
    epoch: int
    state: bytes


def decode_handovers(message: bytes) -> list[Handover]:
    """Decode the message of a wake-up (`lock.lua`); raises ValueError."""
    handovers, at = [], 0
    while at < len(message):
        end = message.index(b"\n", at)
        item_id, epoch, length = message[at:end].decode().split(" ")
        at = end + 1 + int(length)
        handovers.append(Handover(ItemId(item_id), int(epoch), message[end + 1 : at]))
    return handovers


class KnownItem(msgspec.Struct, frozen=True):
    """An item's state in an epoch, and the size of its encoded form in bytes."""

    item: Item
    epoch: int
    size: int


class KnownItems:
    """The latest known states, those used longest ago first. Their total size is bounded."""

    __slots__ = ("_bytes_max", "_items", "size")

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self.size = 0
        """The bytes of all encoded states together."""
        self._bytes_max = bytes_max
        self._items: dict[ItemId, KnownItem] = {}

    def __len__(self) -> int:
        """Return the number of known items."""
        return len(self._items)

    def get(self, item_id: ItemId) -> KnownItem | None:
        """Return what is known of an item."""
        return self._items.get(item_id)

    def keep(self, item_id: ItemId, item: Item, epoch: int, size: int) -> None:
        """Know an item from now on in this state, and forget the oldest ones beyond the bound."""
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
