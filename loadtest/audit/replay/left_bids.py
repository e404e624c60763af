"""The audit's own view of bids that are left before the opening, and are taken or dropped at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loadtest.audit.record import Body, Event

_OPENING = frozenset({"ItemOpened", "BidAccepted", "BidDropped", "ItemExtended", "ItemClosed"})
"""Events of an opening, and of the bids that are taken then."""


@dataclass(slots=True)
class LeftBids:
    """The bids of one item that wait for its opening, in the order of their arrival."""

    waiting: dict[str, Event] = field(default_factory=dict)
    opened: bool = False

    def removes(self, event: Event) -> bool:
        """Return whether an event takes bids away that were left, and none that anybody has seen."""
        return bool(event.body.bid_ids) and set(event.body.bid_ids) <= self.waiting.keys()

    def add(self, event: Event) -> Iterator[str]:
        """Take in the next event, and yield its faults."""
        body = event.body
        self.opened = self.opened or event.type == "ItemOpened"
        if event.type == "BidLeft":
            if any(bid.body.bidder[0] == body.bidder[0] for bid in self.waiting.values()):
                yield "its bidder's earlier bid was not dropped"
            self.waiting[body.bid_id] = event
        elif self.removes(event):
            yield from self._faults_of_removal(event)
        elif event.type == "BidDropped":
            yield "it drops a bid that was not left"
        elif self.opened and self.waiting:
            yield from self._faults_at_opening(event)

    def _faults_of_removal(self, event: Event) -> Iterator[str]:
        if not event.body.hidden:
            yield "it shows a bid that was left"
        if self.opened and event.body.bid_ids != [next(iter(self.waiting))]:
            yield "a bid that was left before was neither taken nor dropped"
        for bid_id in event.body.bid_ids:
            if self.waiting.pop(bid_id).body.bidder[0] != event.body.bidder[0]:
                yield "it takes away another bidder's bid"

    def _faults_at_opening(self, event: Event) -> Iterator[str]:
        body, first = event.body, next(iter(self.waiting))
        if event.type not in _OPENING:
            yield f"{len(self.waiting)} bids that were left were neither taken nor dropped"
        elif event.type == "BidAccepted" and not body.auto:
            left = self.waiting.pop(body.bid_id, None)
            if left is None or body.bid_id != first:
                yield "a bid that was left before was neither taken nor dropped"
            elif left.body.bidder != body.bidder or not _may_be_taken_at(left.body, body.named):
                yield "it is not the bid that was left"


def _may_be_taken_at(left: Body, amount: int) -> bool:
    """Return whether a bid may have been taken at an amount, which may rise up to its maximum."""
    return left.amount <= amount <= (left.max_amount or left.amount)
