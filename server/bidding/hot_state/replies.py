"""The requests and the replies of the scripts as values: locks, states, guesses and commits."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from server.bidding.hot_state.arguments import Decided
from server.bidding.hot_state.known_listings import KnownListing
from server.bidding.settling.records import (
    Receipt,
    Recent,
    decode_item,
    decode_listing,
    decode_receipt,
)
from server.bidding.settling.settle import Settlement
from server.domain.commands import ShiftEnd
from server.domain.events import BidAccepted, BidsRemoved
from server.domain.item import Item
from server.domain.types import BidId, ItemId, Millis, Position

ALONE, IN_LINE = 1, 3
"""Replies of `commit`: no node waits for the lock; this node is in the line behind another."""


class Guesses(msgspec.Struct, frozen=True):
    """Items that were decided at `decided_at` in the states that this node knows of them.

    `rejoin` names those whose lock is to come back to this node after the other nodes' turns.
    """

    items: Mapping[ItemId, Settlement] = {}
    decided_at: Millis = 0
    rejoin: Collection[ItemId] = ()
    outages_until: bytes = b""
    """The end of the latest outage that the decisions have taken into account (0157)."""


NO_GUESSES = Guesses()


class HeldItem(msgspec.Struct, frozen=True):
    """An item whose lock a round holds: its state, and the receipts of the bid_ids asked for."""

    item: Item | None
    receipts: Mapping[BidId, Receipt]
    epoch: int = 0
    """The number of times that the item has been restored; see `restoration`."""
    receipts_after: int = 0
    """The receipts of bids up to this event number are still being restored."""
    listing: KnownListing | None = None
    """The item's listing as Redis has it; None for one within an earlier form of the state."""
    group_end: bytes = b""
    """The end of the item's group as Redis has it (0160)."""
    error: Exception | None = None
    """The reason why the stored item and receipts could not be decoded; `item` is then None."""


class Acquired(msgspec.Struct, frozen=True):
    """The reply to a call for locks, at Redis' time `now`."""

    now: Millis
    held: dict[ItemId, HeldItem]
    waits: dict[ItemId, Millis]
    """Items whose locks are taken, with the ms after which to try again."""
    unchecked: set[ItemId] = set()
    """Items that must be restored first. This node is in their lines."""
    committed: "Committed" = msgspec.field(default_factory=lambda: Committed(set(), set()))
    """The items whose guesses were right, and were written."""
    shifts: tuple[ShiftEnd, ...] = ()
    """The shifts that make up for the shard's latest outages, before anything else is decided."""


class Committed(msgspec.Struct, frozen=True):
    """The items of a round that were written. The others were fenced off, and remain as they were."""

    written: set[ItemId]
    queued: set[ItemId]
    """Written items for whose lock this node is in the line: it will be woken."""
    failed: Mapping[ItemId, Exception] = {}
    """Items whose settlement could not be encoded. Their locks are released, and nothing was written."""
    entries: Mapping[ItemId, bytes] = {}
    """The encoded journal entries of the settlements that changed their items."""


class Snapshot(msgspec.Struct, frozen=True):
    """An item at one moment, with its latest bids and retractions, oldest first."""

    item: Item
    recent: tuple[Recent, ...]
    now: Millis
    epoch: int = 0

    @property
    def position(self) -> Position:
        """The item's last event."""
        return Position(self.epoch, self.item.seq)

    @property
    def bids(self) -> tuple[BidAccepted, ...]:
        """The latest bids, including those that were retracted."""
        return tuple(event for event in self.recent if isinstance(event, BidAccepted))

    @property
    def first_seq(self) -> int:
        """The event number from which `recent` is complete."""
        return self.recent[0].seq if self.recent else self.item.seq + 1

    def retracted(self, since: int = 0) -> frozenset[int]:
        """Return the numbers of the bids that were retracted after event `since`."""
        return frozenset(
            seq
            for event in self.recent
            if isinstance(event, BidsRemoved) and event.seq > since
            for seq in event.seqs
        )


def committed(
    done: Mapping[ItemId, int],
    sent: Mapping[ItemId, Decided],
    failed: Mapping[ItemId, Exception] | None = None,
) -> Committed:
    """Read the replies of `commit` for the items that were `sent`."""
    return Committed(
        written={item_id for item_id, reply in done.items() if reply >= ALONE},
        queued={item_id for item_id, reply in done.items() if reply == IN_LINE},
        failed=failed or {},
        entries={item_id: sent[item_id].entry for item_id in done if sent[item_id].entry},
    )


def is_committed(reply: object) -> bool:
    """Return whether a reply of `acquire` for an item says that its guess was written."""
    return isinstance(reply, int) and reply < 0


def held_item(
    reply: list[bytes | None], bid_ids: Sequence[BidId], known: KnownListing | None = None
) -> HeldItem:
    """Decode a held item, whose listing is left out of the reply if it is the `known` one.

    0090: one that can't be decoded does not touch the others of its round.
    """
    try:
        return _decoded(reply, bid_ids, known)
    except Exception as error:
        return HeldItem(None, {}, error=error)


def _decoded(
    reply: list[bytes | None], bid_ids: Sequence[BidId], known: KnownListing | None
) -> HeldItem:
    epoch, receipts_after, state, listed, listing, group_end, *receipts = reply
    if not listed or not listing:
        kept = known if listed else None
    else:
        kept = KnownListing(listed, decode_listing(listing), len(listing))
    return HeldItem(
        item=None if state is None else decode_item(state, None if kept is None else kept.listing),
        receipts={
            bid_id: decode_receipt(receipt)
            for bid_id, receipt in zip(bid_ids, receipts, strict=True)
            if receipt is not None
        },
        epoch=int(epoch or 0),
        receipts_after=int(receipts_after or 0),
        listing=kept,
        group_end=group_end or b"",
    )
