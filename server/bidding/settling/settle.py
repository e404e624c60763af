"""Settles one item: decides its commands in arrival order. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from server.bidding.settling.group_ends import end_of
from server.bidding.settling.receipts import (
    BidEvent,
    answer_again,
    auto_of,
    bid_event,
    changed_left,
    placed_bids,
    receipt_of,
)
from server.bidding.settling.records import Accepted, Answer, Receipt
from server.domain.commands import (
    AwardItem,
    BidderStanding,
    Command,
    EarlierBids,
    FollowGroup,
    HistoryCommand,
    PlaceBid,
    RetractBid,
    ShiftEnd,
    VoidBid,
)
from server.domain.decide import Decision, decide
from server.domain.events import BidsRemoved, Event
from server.domain.evolve import evolve
from server.domain.formats import FORMATS, exposure
from server.domain.item import Item
from server.domain.placing.bids import limit_of
from server.domain.rejection import Code, Rejection
from server.domain.types import ENDED, Amount, Bidder, BidId, Millis, Status, UserId

NAMED = PlaceBid | RetractBid | VoidBid
"""Commands that name a bid_id."""
CLOCK_BEHIND_MAX_MS: Millis = 1_000
"""How far a node's clock may be behind the clock that has seen the end of an outage."""


class NewExposure(msgspec.Struct, frozen=True):
    """A user's changed exposure for an item: the most that they may have to pay for it.

    `limit` is the user's limit over all items. It is None where the commit must not check one: the
    exposure of a user who leads again after another's retraction may exceed it, because their bid
    was made before (0013). A bid that was left before the opening was checked then (0159).
    """

    user_id: UserId
    amount: Amount
    limit: Amount | None


class Settlement(msgspec.Struct, frozen=True):
    """The decisions of a round for one item. `answers` are in the order of the commands."""

    before: Item | None
    after: Item | None
    events: tuple[Event, ...]
    answers: tuple[Answer, ...]
    receipts: Mapping[BidId, Receipt]
    exposures: tuple[NewExposure, ...] = ()
    """The exposures that change, in an auction that checks its bidders."""
    epoch: int = 0
    """The item's epoch, in which the events are numbered."""
    group_end: bytes = b""
    """The end of the item's group as Redis had it, which the decisions know (0160)."""

    @property
    def needs_history(self) -> bool:
        """Whether a command was put off because it needs all receipts of the item."""
        answers = (answer for answer in self.answers if isinstance(answer, Rejection))
        return any(answer.code is Code.BUSY for answer in answers)

    @property
    def seq_read(self) -> int:
        """The seq that the item must still have when this is written."""
        return self.before.seq if self.before else 0


@dataclass(slots=True)
class _Round:
    """An item in the middle of a round."""

    item: Item | None
    known: Mapping[BidId, Receipt]
    standings: Mapping[UserId, BidderStanding]
    now: Millis
    history_in_ms: Millis | None
    awaited: Collection[BidId] = ()
    earlier: EarlierBids | None = None
    events: list[Event] = field(default_factory=list)
    placed_by: set[UserId] = field(default_factory=set)
    """The bidders of the bids that it has accepted."""
    receipts: dict[BidId, Receipt] = field(default_factory=dict)


def settle(
    item: Item | None,
    known: Mapping[BidId, Receipt],
    commands: Iterable[Command],
    now: Millis,
    standings: Mapping[UserId, BidderStanding] | None = None,
    *,
    history_in_ms: Millis | None = None,
    awaited: Collection[BidId] = (),
    earlier: EarlierBids | None = None,
    epoch: int = 0,
    shifts: Sequence[ShiftEnd] = (),
    group_end: bytes = b"",
) -> Settlement:
    """Decide `commands` one after another, each on the state that the previous one has left.

    The `shifts` are decided first: they move an end that fell into an outage before it can be due.
    So is the shift to the end of the item's group, whose encoded form is `group_end`.

    `known` has the receipts of those bid_ids that earlier rounds accepted, and all of the item's where
    `history_in_ms` is None and a bid is retracted, except for those of the `earlier` bids. Otherwise a
    retraction that needs the others is refused as `busy`, to be tried again after so many ms.
    `awaited` names bid_ids that were accepted, and whose receipts are being restored. `standings` has
    the bidders' standings in an auction that checks them.
    """
    if item is not None:
        # 0117: within an item time never runs back, whatever happens to Redis' clock.
        now = max(now, item.changed_at)
        if shifts:
            now = _behind_no_shift(now, shifts)
    round_ = _Round(item, known, standings or {}, now, history_in_ms, awaited, earlier)
    if item is not None and item.status not in ENDED:
        for shift in shifts:
            _decide(round_, shift)
        group_ends_at = end_of(group_end)
        if group_ends_at is not None:
            _decide(round_, FollowGroup(group_ends_at))
    answers = tuple(_answer(round_, command) for command in commands)
    exposures = _new_exposures(item, round_)
    return Settlement(
        item,
        round_.item,
        tuple(round_.events),
        answers,
        round_.receipts,
        exposures,
        epoch,
        group_end,
    )


def _behind_no_shift(now: Millis, shifts: Sequence[ShiftEnd]) -> Millis:
    """Return `now`, or the end of an outage that this node's clock has not reached (0157).

    Another node's reply may have brought it.
    """
    return max([now, *(s.until for s in shifts if s.until <= now + CLOCK_BEHIND_MAX_MS)])


def undecided(item: Item | None, commands: Sized, epoch: int = 0) -> Settlement:
    """Answer `internal` to every command of an item whose decision has failed; nothing happened to it."""
    message = "the server made a mistake; send the same bid_id again"
    answers = (Rejection(Code.INTERNAL, message),) * len(commands)
    return Settlement(item, item, (), answers, {}, epoch=epoch)


def _answer(round_: _Round, command: Command) -> Answer:
    if round_.awaited and isinstance(command, NAMED) and command.bid_id in round_.awaited:
        message = "this bid's answer is being restored; send the same command again"
        return Rejection(Code.UNAVAILABLE, message)
    if isinstance(command, PlaceBid):
        receipt = round_.receipts.get(command.bid_id) or round_.known.get(command.bid_id)
        if receipt is not None:
            return answer_again(receipt, command)
        if round_.standings:
            command = replace(command, standing=round_.standings.get(command.bidder.user_id))
    elif isinstance(command, HistoryCommand):
        placed = placed_bids({**round_.known, **round_.receipts})
        command = replace(command, placed=placed, history_in_ms=round_.history_in_ms)
        if not isinstance(command, AwardItem):
            command = replace(command, earlier=round_.earlier)
    decision = _decide(round_, command)
    if isinstance(decision, Rejection):
        return decision
    assert round_.item is not None, "an accepted command leaves an item"
    return _accepted(round_, round_.item, command, decision)


def _decide(round_: _Round, command: Command) -> Decision:
    decision = decide(round_.item, command, round_.now)
    if isinstance(decision, Rejection):
        return decision
    for event in decision:
        if round_.item is not None and round_.item.left:
            round_.receipts |= changed_left(round_.item, event, decision)
        round_.item = evolve(round_.item, event)
    round_.events += decision
    return decision


def _accepted(round_: _Round, item: Item, command: Command, events: tuple[Event, ...]) -> Accepted:
    if not isinstance(command, PlaceBid):
        for event in events:
            if isinstance(event, BidsRemoved):
                round_.receipts |= retracted(event, {**round_.known, **round_.receipts})
        return accepted_answer(item, round_.now, None, item.seq)
    placed = _placed(command.bid_id, events)
    auto = auto_of(events, command.bid_id) if len(events) > 1 else None
    round_.placed_by.add(command.bidder.user_id)
    answer = accepted_answer(item, round_.now, command.bidder, placed.seq)
    round_.receipts[command.bid_id] = receipt_of(placed, answer, auto)
    return answer


def _placed(bid_id: BidId, events: Iterable[Event]) -> BidEvent:
    """Return the event of the bid itself. Events that were due, also of left bids, may come before it."""
    for event in events:
        bid = bid_event(event)
        if bid is not None and bid.bid_id == bid_id:
            return bid
    raise AssertionError("an accepted bid has an event")


def accepted_answer(item: Item, now: Millis, bidder: Bidder | None, seq: int) -> Accepted:
    """Return an answer with an item's fields; `bidder` is the one who gets it, for a bid."""
    rules = FORMATS[item.listing.format]
    quote = rules.quote(item, now)
    leading = bidder is not None and rules.succeeded(item, bidder.user_id)
    # 0012: the event numbers of a secret item would reveal the number of offers.
    seq = quote.seq if rules.hidden or item.status is Status.SCHEDULED else seq
    return Accepted(seq, quote.price, quote.minimum, leading, item.ends_at)


def _new_exposures(before: Item | None, round_: _Round) -> tuple[NewExposure, ...]:
    after = round_.item
    if after is None or not round_.events or not after.listing.checks_bidders:
        return ()
    exposure_before = exposure(before) if before else {}
    exposure_after = exposure(after)
    changed = []
    for user_id in sorted({**exposure_before, **exposure_after}):
        amount, standing = exposure_after.get(user_id, 0), round_.standings.get(user_id)
        if amount == exposure_before.get(user_id, 0):
            continue
        limit = limit_of(after.listing, standing)
        changed.append(NewExposure(user_id, amount, limit if user_id in round_.placed_by else None))
    return tuple(changed)


def retracted(event: BidsRemoved, receipts: Mapping[BidId, Receipt]) -> dict[BidId, Receipt]:
    """Return the receipts of the bids that an event removed."""
    return {bid_id: replace(receipts[bid_id], retracted=True) for bid_id in event.bid_ids}
