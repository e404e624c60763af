"""The deciding part of a round: one item, its waiting commands in arrival order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.bidding.records import Accepted, Answer, Receipt
from server.domain.commands import Command, PlaceBid
from server.domain.decide import decide
from server.domain.events import BidAccepted, Event, ItemExtended, MaxRaised
from server.domain.evolve import evolve
from server.domain.formats import FORMATS, quote
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import BidId, Millis


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a round decided for one item; `answers` are in the order of the commands."""

    before: Item | None
    after: Item | None
    events: tuple[Event, ...]
    answers: tuple[Answer, ...]
    receipts: Mapping[BidId, Receipt]

    @property
    def seq_read(self) -> int:
        """The seq that the item must still have for this to be written."""
        return self.before.seq if self.before else 0


def settle(
    item: Item | None,
    known: Mapping[BidId, Receipt],
    commands: Iterable[Command],
    now: Millis,
) -> Settlement:
    """Decide `commands` one after another, each on the state that the one before has left.

    `known` holds the receipts of those bid_ids that have been answered in earlier rounds.
    """
    before = item
    events: list[Event] = []
    answers: list[Answer] = []
    receipts: dict[BidId, Receipt] = {}
    for command in commands:
        if isinstance(command, PlaceBid):
            receipt = receipts.get(command.bid_id) or known.get(command.bid_id)
            if receipt is not None:
                answers.append(_repeat(command, receipt))
                continue
        decision = decide(item, command, now)
        if isinstance(decision, Rejection):
            answers.append(decision)
            continue
        for event in decision:
            item = evolve(item, event)
        events += decision
        assert item is not None, "an accepted command leaves an item"
        accepted = _accepted(item, command, decision, now)
        answers.append(accepted)
        if isinstance(command, PlaceBid):
            receipts[command.bid_id] = Receipt(command.bidder.user_id, command.amount, accepted)
    return Settlement(before, item, tuple(events), tuple(answers), receipts)


def retell(
    events: Iterable[Event],
) -> tuple[Item, dict[BidId, Receipt], list[BidAccepted]]:
    """Rebuild all that is kept of an item from all its events: its state, the receipts, the bids."""
    item: Item | None = None
    receipts: dict[BidId, Receipt] = {}
    bids: list[BidAccepted] = []
    placed: BidAccepted | None = None
    for event in events:
        item = evolve(item, event)
        match event:
            case BidAccepted(auto=False):
                placed = event
            case BidAccepted() | ItemExtended():
                pass  # These may be the bid's own doing: its answer tells the figures after them.
            case _:
                placed = None
        if isinstance(event, BidAccepted):
            bids.append(event)
        if placed is not None:
            leading = item.leader == placed.bidder
            figures = quote(item, event.at)
            answer = Accepted(placed.seq, figures.price, figures.minimum, leading, item.ends_at)
            receipts[placed.bid_id] = Receipt(placed.bidder.user_id, placed.amount, answer)
    assert item is not None, "an item has events"
    return item, receipts, bids


def _accepted(item: Item, command: Command, events: tuple[Event, ...], now: Millis) -> Accepted:
    rules = FORMATS[item.listing.format]
    figures = rules.quote(item, now)
    seq, leading = figures.seq, False
    if isinstance(command, PlaceBid):
        leading = rules.succeeded(item, command.bidder.user_id)
        if not rules.hidden:
            seq = next(e.seq for e in events if isinstance(e, BidAccepted | MaxRaised))
    return Accepted(seq, figures.price, figures.minimum, leading, item.ends_at)


def _repeat(command: PlaceBid, receipt: Receipt) -> Answer:
    if (receipt.bidder, receipt.amount) == (command.bidder.user_id, command.amount):
        return receipt.answer
    return Rejection(Code.BID_ID_REUSED, "this bid_id was already used for another bid")
