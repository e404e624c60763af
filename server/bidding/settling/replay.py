"""Replays an item's events: its state, and the receipts of its bids. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from server.bidding.settling.receipts import (
    BidEvent,
    auto_bid,
    bid_event,
    left_bid,
    receipt_of,
    receipt_of_left,
    receipt_of_taken,
)
from server.bidding.settling.records import Receipt, Recent
from server.bidding.settling.settle import accepted_answer
from server.domain.commands import AutoBid
from server.domain.events import BidAccepted, BidLeft, BidsRemoved, Event, ItemExtended
from server.domain.evolve import evolve
from server.domain.item import Item, LeftBid
from server.domain.types import BidId


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """An item as the archive has it, to be written to Redis.

    `receipts` are those of the bids after event `receipts_after`; the older ones follow later (0112).
    """

    item: Item
    receipts: Mapping[BidId, Receipt]
    recent: Sequence[Recent]
    receipts_after: int = 0


class Replay:
    """An item that is rebuilt event by event, from its beginning or from a snapshot."""

    def __init__(self, item: Item | None = None, *, retracted: Collection[BidId] = ()) -> None:
        """`retracted` names bids that a later event retracted."""
        self.item = item
        self._retracted = retracted
        self._receipts: dict[BidId, Receipt] = {}
        self._placed: BidEvent | None = None
        self._left: LeftBid | None = None
        self._auto: AutoBid | None = None

    def add(self, event: Event) -> None:
        """Take in the next event."""
        before, self.item = self.item, evolve(self.item, event)
        # An automatic bid and an extension may follow from the bid before them. The bid was answered
        # with the item's fields after all of its events, so its receipt is written again.
        if not isinstance(event, BidAccepted | ItemExtended) or bid_event(event) is not None:
            self._placed = bid_event(event)
            placed = self._placed
            self._left = None if placed is None else left_bid(before, placed.bid_id)
        self._auto = auto_bid(event) or (self._auto if isinstance(event, ItemExtended) else None)
        if isinstance(event, BidsRemoved):
            for bid_id in self._receipts.keys() & set(event.bid_ids):
                self._receipts[bid_id] = replace(self._receipts[bid_id], retracted=True)
        placed = self._placed
        if placed is not None:
            receipt = self._receipt(self.item, placed, event)
            if placed.bid_id in self._retracted:
                receipt = replace(receipt, retracted=True)
            self._receipts[placed.bid_id] = receipt

    def _receipt(self, item: Item, placed: BidEvent, event: Event) -> Receipt:
        """Write the receipt of the last bid; one that was left keeps its first answer."""
        if self._left is not None:
            return receipt_of_taken(item, self._left, placed, self._auto)
        left = left_bid(item, placed.bid_id) if isinstance(placed, BidLeft) else None
        if left is not None:
            return receipt_of_left(item, left)
        answer = accepted_answer(item, event.at, placed.bidder, placed.seq)
        return receipt_of(placed, answer, self._auto)

    def take_receipts(self, *, last: bool = True) -> Mapping[BidId, Receipt]:
        """Return the receipts since the last call.

        Unless this is the `last` one, the receipt that the next event may change stays.
        """
        taken, self._receipts = self._receipts, {}
        if not last and self._placed is not None:
            open_id = self._placed.bid_id
            self._receipts[open_id] = taken.pop(open_id)
        return taken


def replay(events: Iterable[Event]) -> tuple[Item, Mapping[BidId, Receipt]]:
    """Rebuild an item's state and the receipts of its bids from all its events."""
    history = Replay()
    for event in events:
        history.add(event)
    assert history.item is not None, "an item has events"
    return history.item, history.take_receipts()
