"""The deciding part of a round: one item, its waiting commands in arrival order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from server.bidding.settling.receipts import (
    answer_again,
    auto_bid,
    bid_event,
    placed_bids,
    receipt_of,
)
from server.bidding.settling.records import Accepted, Answer, Receipt
from server.domain.commands import BidderStanding, Command, PlaceBid, RetractBid
from server.domain.decide import decide
from server.domain.events import BidAccepted, BidsRetracted, Event, ItemExtended
from server.domain.evolve import evolve
from server.domain.formats import FORMATS, dues
from server.domain.item import Item
from server.domain.rejection import Rejection
from server.domain.types import Amount, Bidder, BidId, Millis, UserId


class Due(msgspec.Struct, frozen=True):
    """What a user now may owe for an item. `limit` is over all items, where they are held to one.

    Nobody is held to theirs who comes to lead again by another's retraction: the bid was made.
    """

    user_id: UserId
    amount: Amount
    limit: Amount | None


class Settlement(msgspec.Struct, frozen=True):
    """What a round decided for one item; `answers` are in the order of the commands."""

    before: Item | None
    after: Item | None
    events: tuple[Event, ...]
    answers: tuple[Answer, ...]
    receipts: Mapping[BidId, Receipt]
    dues: tuple[Due, ...] = ()
    """Whose debts move, in an auction that checks its bidders."""

    @property
    def seq_read(self) -> int:
        """The seq that the item must still have for this to be written."""
        return self.before.seq if self.before else 0


@dataclass(slots=True)
class _Round:
    """An item in the middle of a round."""

    item: Item | None
    known: Mapping[BidId, Receipt]
    standings: Mapping[UserId, BidderStanding]
    now: Millis
    events: list[Event] = field(default_factory=list)
    receipts: dict[BidId, Receipt] = field(default_factory=dict)


def settle(
    item: Item | None,
    known: Mapping[BidId, Receipt],
    commands: Iterable[Command],
    now: Millis,
    standings: Mapping[UserId, BidderStanding] | None = None,
) -> Settlement:
    """Decide `commands` one after another, each on the state that the one before has left.

    `known` holds the receipts of those bid_ids that have been answered in earlier rounds; all of the
    item's where a bid is retracted. `standings` are the bidders' in an auction that looks at them.
    """
    round_ = _Round(item, known, standings or {}, now)
    answers = tuple(_answer(round_, command) for command in commands)
    return Settlement(
        item, round_.item, tuple(round_.events), answers, round_.receipts, _dues(item, round_)
    )


def retell(events: Iterable[Event]) -> tuple[Item, dict[BidId, Receipt]]:
    """Rebuild an item's state and the receipts of its bids from all its events."""
    item: Item | None = None
    receipts: dict[BidId, Receipt] = {}
    placed, auto = None, None
    for event in events:
        item = evolve(item, event)
        # An automatic bid and an extension may be the bid's own doing: its answer tells the figures
        # after them.
        if not isinstance(event, BidAccepted | ItemExtended) or bid_event(event) is not None:
            placed = bid_event(event)
        auto = auto_bid(event) or (auto if isinstance(event, ItemExtended) else None)
        if isinstance(event, BidsRetracted):
            receipts |= _taken_back(event, receipts)
        if placed is not None:
            answer = _accepted_answer(item, event.at, placed.bidder, placed.seq)
            receipts[placed.bid_id] = receipt_of(placed, answer, auto)
    assert item is not None, "an item has events"
    return item, receipts


def _answer(round_: _Round, command: Command) -> Answer:
    if isinstance(command, PlaceBid):
        receipt = round_.receipts.get(command.bid_id) or round_.known.get(command.bid_id)
        if receipt is not None:
            return answer_again(receipt, command)
        if round_.standings:
            command = replace(command, standing=round_.standings.get(command.bidder.user_id))
    elif isinstance(command, RetractBid):
        command = replace(command, placed=placed_bids({**round_.known, **round_.receipts}))
    decision = decide(round_.item, command, round_.now)
    if isinstance(decision, Rejection):
        return decision
    for event in decision:
        round_.item = evolve(round_.item, event)
    round_.events += decision
    assert round_.item is not None, "an accepted command leaves an item"
    return _accepted(round_, round_.item, command, decision)


def _accepted(round_: _Round, item: Item, command: Command, events: tuple[Event, ...]) -> Accepted:
    if not isinstance(command, PlaceBid):
        for event in events:
            if isinstance(event, BidsRetracted):
                round_.receipts |= _taken_back(event, {**round_.known, **round_.receipts})
        return _accepted_answer(item, round_.now, None, item.seq)
    placed = next(bid for bid in map(bid_event, events) if bid is not None)
    auto = next(filter(None, map(auto_bid, events)), None) if len(events) > 1 else None
    answer = _accepted_answer(item, round_.now, command.bidder, placed.seq)
    round_.receipts[command.bid_id] = receipt_of(placed, answer, auto)
    return answer


def _accepted_answer(item: Item, now: Millis, bidder: Bidder | None, seq: int) -> Accepted:
    """Return an item's figures for an answer; `bidder` is whoever gets it, for a bid."""
    rules = FORMATS[item.listing.format]
    quote = rules.quote(item, now)
    leading = bidder is not None and rules.succeeded(item, bidder.user_id)
    seq = quote.seq if rules.hidden else seq
    return Accepted(seq, quote.price, quote.minimum, leading, item.ends_at)


def _dues(before: Item | None, round_: _Round) -> tuple[Due, ...]:
    after = round_.item
    if after is None or not round_.events or not after.listing.checks_bidders:
        return ()
    owed_before = dues(before) if before else {}
    owed = dues(after)
    bidders = {event.bidder.user_id for event in map(bid_event, round_.events) if event}
    moved = []
    for user_id in sorted({**owed_before, **owed}):
        amount, standing = owed.get(user_id, 0), round_.standings.get(user_id)
        if amount == owed_before.get(user_id, 0):
            continue
        limit = after.listing.spending_limit
        if standing is not None and standing.limit is not None:
            limit = standing.limit
        moved.append(Due(user_id, amount, limit if user_id in bidders else None))
    return tuple(moved)


def _taken_back(event: BidsRetracted, receipts: Mapping[BidId, Receipt]) -> dict[BidId, Receipt]:
    return {bid_id: replace(receipts[bid_id], retracted=True) for bid_id in event.bid_ids}
