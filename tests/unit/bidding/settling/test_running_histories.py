"""Random histories of every format with all commands of those who run a sale, and bids of the room.

The state is the fold of the events, a replay gives the same receipts, the history has no fault, and nobody
owes anything that the state does not name.
"""

from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.bidding.settling.records import Accepted, Receipt
from server.bidding.settling.replay import replay
from server.bidding.settling.settle import settle
from server.domain.commands import (
    AuctioneerCommand,
    AwardItem,
    CloseItem,
    Command,
    GiveNotice,
    ObserveTime,
    OpenItem,
    PassItem,
    PauseItem,
    PlaceBid,
    ReopenItem,
    ResumeItem,
    RetractBid,
    ScheduleItem,
    SellItem,
    SetAsking,
    VoidBid,
    WarnItem,
)
from server.domain.events import Event, Reason
from server.domain.evolve import fold
from server.domain.formats import exposure, quote
from server.domain.history import faults_of
from server.domain.item import Item
from server.domain.listings.increments import bands
from server.domain.types import (
    CONSIGNOR,
    Bidder,
    BidId,
    Format,
    Millis,
    Retraction,
    Source,
    Status,
    UserId,
)
from server.domain.view import is_secret
from tests.unit.domain.formats.drawn_rules import ROWS, people, rules_of
from tests.unit.domain.sale import HOUSE, NOON, listing

SELLER = Bidder(CONSIGNOR, "Consignor#ccccc")
MOVES: list[type[PauseItem | ResumeItem | WarnItem | CloseItem | PassItem | SellItem]] = [
    *(PauseItem, ResumeItem, ResumeItem, ResumeItem, WarnItem),
    *(CloseItem, PassItem, SellItem),
]


class RunHistory(RuleBasedStateMachine):
    """One item of some format, as a node settles its commands."""

    form: ClassVar[Format]
    item: Item
    story: list[Event]
    receipts: dict[BidId, Receipt]
    now: Millis

    @initialize(data=st.data())
    def put_up(self, data: st.DataObject) -> None:
        rules = data.draw(rules_of(self.form)) | {"consignor_bids": True, "early_bids": True}
        early = data.draw(st.booleans())
        if self.form is Format.ENGLISH:
            rules |= {"retraction": Retraction.FREE}
        lamp = listing(start_price=200, increment=bands(ROWS), opens_at=NOON, **rules)
        self.now, self.story, self.receipts = NOON - 5_000 if early else NOON, [], {}
        self._settle(None, ScheduleItem(HOUSE, lamp), ObserveTime())

    @rule(ms=st.sampled_from([0, 1, 999, 5_000]))
    def wait(self, ms: Millis) -> None:
        self.now += ms
        self._give(ObserveTime())

    @rule(
        user=people,
        above=st.sampled_from([-1, 0, 0, 0, 30, 150]),
        hiding=st.none() | st.sampled_from([0, 40, 500]),
        source=st.sampled_from([Source.ONLINE, Source.FLOOR, Source.ABSENTEE, Source.CONSIGNOR]),
    )
    def bid(self, user: UserId, above: int, hiding: int | None, source: Source) -> None:
        amount = max(1, quote(self.item, self.now).minimum + above)
        bidder = SELLER if source is Source.CONSIGNOR else Bidder(user, user)
        most = None if hiding is None or self.form is not Format.ENGLISH else amount + hiding
        bid_id = BidId(f"b{len(self.story)}")
        entered: dict[str, Any] = {} if source is Source.ONLINE else {"by": HOUSE, "paddle": "7"}
        command = PlaceBid(bid_id, bidder, amount, most, source=source, **entered)
        if self._give(command):
            answer = self.receipts[bid_id].answer
            assert settle(self.item, self.receipts, [command], self.now).answers == (answer,)

    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        if self.receipts:
            bid_id = data.draw(st.sampled_from(sorted(self.receipts)))
            receipt = self.receipts[bid_id]
            by = Bidder(receipt.bidder, receipt.handle)
            self._give(RetractBid(bid_id, by, Reason.MISTYPED))

    @rule()
    def open(self) -> None:
        self._give(OpenItem(HOUSE))

    @rule(move=st.sampled_from(MOVES))
    def move(self, move: type[AuctioneerCommand]) -> None:
        if len(self.story) > 5 or move in (PauseItem, ResumeItem, WarnItem):
            self._give(move(HOUSE))  # type: ignore[call-arg]

    @rule(above=st.sampled_from([-5, 0, 1, 60]))
    def ask(self, above: int) -> None:
        self._give(SetAsking(HOUSE, price=max(1, self.item.price + above)))

    @rule(name=st.sampled_from(["n1", "n2"]))
    def notify(self, name: str) -> None:
        self._give(GiveNotice(HOUSE, name, "The frame is not original."))

    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        if not self.receipts:
            return
        bid_id = data.draw(st.sampled_from(sorted(self.receipts)))
        before = self.item
        if self._give(VoidBid(HOUSE, bid_id, "misread")):
            assert self._give(VoidBid(HOUSE, bid_id, "misread")), "a void may be sent again"
            assert all(offer.bid_id != bid_id for offer in self.item.offers)
            assert self.item.status is before.status

    @rule(later_ms=st.none() | st.sampled_from([-1, 60_000]))
    def reopen(self, later_ms: int | None) -> None:
        self._give(ReopenItem(HOUSE, None if later_ms is None else self.now + later_ms))

    @rule(step=st.sampled_from([1, 1, 2, 3]))
    def award(self, step: int) -> None:
        self._give(AwardItem(HOUSE, step))

    def teardown(self) -> None:
        """Check the whole story, event by event."""
        assert faults_of(getattr(self, "story", [])) == []

    def _give(self, command: Command) -> bool:
        return self._settle(self.item, command)

    def _settle(self, item: Item | None, *commands: Command) -> bool:
        done = settle(item, self.receipts, commands, self.now)
        assert done.after is not None
        for bid_id in self.receipts.keys() & done.receipts.keys():
            first, now = self.receipts[bid_id], done.receipts[bid_id]
            assert first.answer == now.answer, "a bid has one answer, whatever became of it"
        self.item, self.receipts = done.after, {**self.receipts, **done.receipts}
        self.story += done.events
        return isinstance(done.answers[-1], Accepted)

    @invariant()
    def the_state_and_the_receipts_are_those_of_a_replay(self) -> None:
        item, receipts = replay(self.story)
        assert fold(None, tuple(self.story)) == self.item == item
        assert receipts == self.receipts

    @invariant()
    def a_bid_that_was_left_is_secret_until_the_opening_and_then_taken_or_dropped(self) -> None:
        waits = self.item.status in (Status.SCHEDULED, Status.CANCELLED)
        assert waits or not self.item.left
        if self.item.status is Status.SCHEDULED:
            shown = quote(self.item, self.now)
            secret = sum(is_secret(event) for event in self.story)
            assert (shown.seq, shown.bid_count) == (self.item.seq - secret, 0)
            reserved = {each.bidder.user_id: each.most for each in self.item.left}
            assert exposure(self.item) == reserved

    @invariant()
    def the_consignor_neither_wins_nor_owes(self) -> None:
        assert all(winner.bidder.user_id != CONSIGNOR for winner in self.item.winners)
        assert CONSIGNOR not in exposure(self.item)

    @invariant()
    def only_a_sold_item_has_winners_and_they_owe_what_they_won(self) -> None:
        sold = self.item.status is Status.SOLD
        assert bool(self.item.winners) is sold
        if sold:
            owed = sum(each.amount * each.quantity for each in self.item.winners)
            assert sum(exposure(self.item).values()) == owed
        assert not {each.bidder.user_id for each in self.item.winners} & {*self.item.defaulted}

    @invariant()
    def a_minimum_is_above_the_price_of_a_leader(self) -> None:
        if self.form is Format.ENGLISH and self.item.leader is not None:
            assert quote(self.item, self.now).minimum > self.item.price


class English(RunHistory):
    form = Format.ENGLISH


class Dutch(RunHistory):
    form = Format.DUTCH


class SealedFirst(RunHistory):
    form = Format.SEALED_FIRST


class SealedSecond(RunHistory):
    form = Format.SEALED_SECOND


class Uniform(RunHistory):
    form = Format.UNIFORM


class Fixed(RunHistory):
    form = Format.FIXED


TestEnglish = English.TestCase
TestDutch = Dutch.TestCase
TestSealedFirst = SealedFirst.TestCase
TestSealedSecond = SealedSecond.TestCase
TestUniform = Uniform.TestCase
TestFixed = Fixed.TestCase
for _each in (TestEnglish, TestDutch, TestSealedFirst, TestSealedSecond, TestUniform, TestFixed):
    _each.settings = settings(max_examples=15)
del _each
