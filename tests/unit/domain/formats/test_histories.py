"""Random histories of every format, compared with the naive model and the properties of the rules."""

from collections.abc import Sequence
from functools import reduce
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from server.domain.charges.fees import Fees, PremiumBand
from server.domain.charges.outcome import Outcome, sum_of
from server.domain.commands import (
    AmendItem,
    BlockBidders,
    CarryOutAct,
    CloseItem,
    Command,
    DeleteItem,
    ObserveTime,
    PauseItem,
    PlaceBid,
    PlacedBid,
    ResumeItem,
    RetractBid,
    SaleAct,
    ScheduleItem,
    ShiftEnd,
)
from server.domain.decide import decide
from server.domain.events import BidAccepted, BidsRetracted, Event, Reason
from server.domain.evolve import evolve, fold
from server.domain.formats import exposure, quote
from server.domain.history import faults_of
from server.domain.item import Item
from server.domain.listings.increments import bands
from server.domain.rejection import Rejection
from server.domain.running.blocking import GONE
from server.domain.types import Bidder, BidId, Format, Millis, Retraction, Status, UserId
from server.domain.view import view_bid, view_item
from tests.unit.domain.formats.drawn_rules import (
    CLAIMS,
    HIDDEN,
    ROWS,
    people,
    rules_of,
)
from tests.unit.domain.naive_formats import Bid, NaiveLot
from tests.unit.domain.sale import HOUSE, NOON, accepted, listing, placed

FEES = Fees((PremiumBand(0, 263_333), PremiumBand(300, 88_750)), 55_555, 199_999)


class FormatHistory(RuleBasedStateMachine):
    """One item of some format; `twin` has heard of no bid, which is all that a secret one may show."""

    form: ClassVar[Format]
    item: Item
    twin: Item
    story: list[Event]
    naive: NaiveLot
    placed: list[PlacedBid]
    now: Millis
    blocked: set[UserId]

    @initialize(data=st.data())
    def put_up(self, data: st.DataObject) -> None:
        rules = data.draw(rules_of(self.form))
        if self.form is Format.ENGLISH:
            # Bidders who take a bid back go on.
            rules = rules | {"retraction": Retraction.FREE}
        lamp = listing(start_price=200, increment=bands(ROWS), opens_at=NOON, fees=FEES, **rules)
        self.now, self.placed, self.blocked = NOON, [], set()
        events = accepted(decide(None, ScheduleItem(HOUSE, lamp), NOON))
        item = fold(None, events)
        events += accepted(decide(item, ObserveTime(), NOON))
        self.story = list(events)
        assert item is not None
        self.item = self.twin = reduce(evolve, events[1:], item)
        self.naive = NaiveLot(
            200, ROWS, lamp.quantity, lamp.reserve, lamp.reserve_jump, lamp.buy_now, price=200
        )

    @property
    def live(self) -> bool:
        return self.item.status is Status.OPEN

    @rule(pause_ms=st.sampled_from([0, 1, 999, 1_000, 5_000]))
    def wait(self, pause_ms: Millis) -> None:
        self.now += pause_ms
        self._give(ObserveTime())

    @precondition(lambda self: self.live and self.form is Format.ENGLISH)
    @rule(
        user=people,
        above=st.sampled_from([-1, 0, 0, 0, 1, 30, 150]),
        hiding=st.none() | st.sampled_from([0, 0, 1, 40, 200, 500]),
        raise_own=st.booleans(),
    )
    def bid(self, user: UserId, above: int, hiding: int | None, *, raise_own: bool) -> None:
        amount, naive = self.naive.minimum + above, self.naive
        most = amount if hiding is None else amount + hiding
        own_most = max((b.most for b in naive.counting if b.user == user), default=0)
        buys = naive.buy_now is not None and amount >= naive.buy_now > naive.price
        raises = hiding is not None and naive.leader == user
        low = most <= own_most if raises else above < 0
        verdict = "ok" if buys or not low else "too_low"
        met = naive.reserve is None or own_most >= naive.reserve
        if hiding is None and naive.leader == user and met and not raise_own and not buys:
            verdict = "already_leading"
        command = self._command(user, amount, None if hiding is None else most)
        command = replace(command, raise_own=raise_own)
        if not self._give(command, verdict):
            return
        if buys:
            assert naive.buy_now is not None
            assert self._won == [(user, naive.buy_now, 1)]
            return
        naive.bid(Bid(command.bid_id, user, amount, most, 1), in_sight=hiding is None)

    @precondition(lambda self: self.live and self.form in CLAIMS)
    @rule(
        user=people, above=st.sampled_from([-1, 0, 0, 0, 5]), units=st.sampled_from([1, 1, 1, 2, 3])
    )
    def claim(self, user: UserId, above: int, units: int) -> None:
        price = quote(self.item, self.now).price
        verdict = "too_low" if above < 0 else "ok" if units <= self.naive.left else "sold_out"
        verdict = "invalid" if units > self.naive.units else verdict
        command = replace(self._command(user, price + above), quantity=units)
        if self._give(command, verdict):
            taken = Bid(command.bid_id, user, price + above, price + above, units, paid=price)
            self.naive.bids.append(taken)

    @precondition(lambda self: self.live and self.form in HIDDEN)
    @rule(
        user=people,
        amount=st.sampled_from([199, 200, 250, 250, 300, 300, 400, 555]),
        units=st.integers(1, 3),
    )
    def offer(self, user: UserId, amount: int, units: int) -> None:
        units = min(units, self.naive.units)
        command = replace(self._command(user, amount), quantity=units)
        if self._give(command, "ok" if amount >= 200 else "too_low"):
            self.naive.bids.append(Bid(command.bid_id, user, amount, amount, units))

    @precondition(lambda self: self.live and self.placed)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        """Take a bid back: in the last hours it must be the bidder's latest.

        A secret offer that was replaced no longer stands. It goes with its successor.
        """
        chosen = data.draw(st.sampled_from(self.placed))
        mine = [b for b in self.placed if b.bidder == chosen.bidder]
        done = chosen.retracted or (self.form in HIDDEN and mine[-1].retracted)
        mine = [b for b in mine if not b.retracted]
        verdict = "ok" if done or chosen is mine[-1] else "not_retractable"
        command = RetractBid(chosen.bid_id, chosen.bidder, Reason.MISTYPED, tuple(self.placed))
        if not self._give(command, verdict) or done:
            return
        self.placed = [replace(b, retracted=b.retracted or b is chosen) for b in self.placed]
        for bid in self.naive.bids:
            bid.gone = bid.gone or bid.bid_id == chosen.bid_id
        if self.form is Format.ENGLISH:
            self.naive.replay()

    @rule(user=people, blocked=st.sampled_from([True, False, False]))
    def block(self, user: UserId, *, blocked: bool) -> None:
        gone = self.item.status in GONE
        self._give(BlockBidders(HOUSE, (user,), blocked))
        if not gone:
            self.blocked = self.blocked | {user} if blocked else self.blocked - {user}

    @rule(title=st.sampled_from(["Lamp", "A lamp"]), rules=st.sampled_from([False, False, True]))
    def amend(self, title: str, *, rules: bool) -> None:
        """Mend the description, which decides nothing, or try to change a rule or to delete the item."""
        self._give(AmendItem(HOUSE, {"title": title, "metadata": {"seq": self.item.seq}}))
        if rules:
            self._give(AmendItem(HOUSE, {"title": "Lot", "start_price": 199}), "invalid")
            self._give(DeleteItem(HOUSE), "conflict" if self.live else "closed")

    @precondition(lambda self: self.live)
    @rule(ms=st.sampled_from([0, 1_500]), whole_sale=st.booleans())
    def pause_and_resume(self, ms: Millis, *, whole_sale: bool) -> None:
        number = self.item.seq
        pause: Command = PauseItem(HOUSE)
        resume: Command = ResumeItem(HOUSE)
        if whole_sale:
            pause, resume = (
                CarryOutAct(SaleAct.PAUSE, number),
                CarryOutAct(SaleAct.RESUME, number + 1),
            )
        self._give(pause)
        shown = quote(self.item, self.now).price
        self.now += ms
        assert quote(self.item, self.now).price == shown, "a pause stops the clock"
        self._give(resume)
        assert not self.live or quote(self.item, self.now).price == shown, (
            "and resuming goes on from there"
        )

    @precondition(lambda self: self.live)
    @rule(missing_ms=st.sampled_from([1, 1_500, 60_000]), again=st.booleans())
    def go_through_an_outage(self, missing_ms: Millis, *, again: bool) -> None:
        shown, ends_at, since = quote(self.item, self.now).price, self.item.ends_at, self.now
        self.now += missing_ms
        outage = ShiftEnd(since, self.now, margin_ms=3_600_000, return_ms=500)
        self._give(outage)
        if again:
            self._give(outage)
        assert self.item.ends_at is None or ends_at is None or self.now < self.item.ends_at
        assert self.item.ends_at in (ends_at, (ends_at or 0) + missing_ms, self.now + 500)
        assert quote(self.item, self.now).price == shown, "an outage stops the clock"

    @precondition(lambda self: self.live)
    @rule(by_ms=st.sampled_from([1, 60_000]))
    def extend_the_sale(self, by_ms: Millis) -> None:
        ends_at = self.item.ends_at
        act = CarryOutAct(SaleAct.EXTEND, self.item.seq, by_ms)
        self._give(act)
        self._give(act)
        assert self.item.ends_at == (None if ends_at is None else ends_at + by_ms)

    @precondition(lambda self: self.live and len(self.story) > 9)
    @rule()
    def close(self) -> None:
        self._give(CloseItem(HOUSE))

    def _command(self, user: UserId, amount: int, most: int | None = None) -> PlaceBid:
        bid_id = BidId(f"b{len(self.story)}")
        return PlaceBid(bid_id, Bidder(user, user), amount, most)

    def _give(self, command: Command, verdict: str = "ok") -> bool:
        """Give the item a command; return whether it was accepted, as the verdict must have said."""
        before, shown = self.item, quote(self.item, self.now)
        decision = decide(before, command, self.now)
        if isinstance(command, PlaceBid) and command.bidder.user_id in self.blocked and self.live:
            verdict = "forbidden"
        if isinstance(decision, Rejection):
            assert decision.code.value == verdict
            return False
        assert verdict == "ok"
        self.story += decision
        self.item = reduce(evolve, decision, before)
        if isinstance(command, PlaceBid):
            self.placed += placed(command, decision)
        else:
            unbidden = [e for e in decision if not isinstance(e, BidsRetracted)]
            self._tell_the_twin(unbidden)
        retracted = any(isinstance(event, BidsRetracted) for event in decision)
        assert (
            self.form is Format.DUTCH
            or retracted
            or quote(self.item, self.now).price >= shown.price
        )
        return True

    def _tell_the_twin(self, events: Sequence[Event]) -> None:
        for event in events:
            self.twin = evolve(self.twin, replace(event, seq=self.twin.seq + 1))

    @property
    def _won(self) -> list[tuple[str, int, int]]:
        return [(w.bidder.user_id, w.amount, w.quantity) for w in self.item.winners]

    def teardown(self) -> None:
        """Check the whole story, event by event."""
        assert faults_of(getattr(self, "story", [])) == []

    @invariant()
    def winners_owe_the_price_and_fees_that_add_up_to_the_cent(self) -> None:
        charges = Outcome(self.item.listing, self.item.status, self.item.winners).charges()
        lines, owed = [each for _, each in charges], sum_of([each for _, each in charges])
        assert owed.hammer == sum(each.amount * each.quantity for each in self.item.winners)
        assert owed.total == sum(each.hammer + each.premium + each.tax for each in lines)
        assert all(each.total >= each.hammer for each in lines)

    @invariant()
    def the_state_is_the_fold_of_the_events(self) -> None:
        assert fold(None, tuple(self.story)) == self.item
        assert [event.seq for event in self.story] == list(range(1, self.item.seq + 1))

    @invariant()
    def an_english_item_is_led_and_priced_like_the_naive_one(self) -> None:
        if self.form is not Format.ENGLISH or not self.live:
            return
        leader = self.item.leader and self.item.leader.user_id
        assert (leader, self.item.price) == (self.naive.leader, self.naive.price)
        assert self.item.leader is None or self.item.leader_max >= self.item.price
        assert quote(self.item, self.now).minimum == self.naive.minimum

    @invariant()
    def no_unit_is_sold_twice(self) -> None:
        assert sum(w.quantity for w in self.item.winners) <= self.item.listing.quantity
        if self.form in CLAIMS:
            assert self.item.remaining == self.naive.left >= 0

    @invariant()
    def a_secret_item_looks_as_if_nobody_had_bid(self) -> None:
        if self.form in HIDDEN and self.item.status not in (Status.SOLD, Status.UNSOLD):
            assert view_item(self.item, self.now) == view_item(self.twin, self.now)
            assert not any(isinstance(event, BidAccepted) for event in self.story)

    @invariant()
    def the_winners_are_those_of_the_naive_model_and_pay_no_more_than_they_would(self) -> None:
        if self.item.status not in (Status.SOLD, Status.UNSOLD):
            return
        won = self._won
        if self.form in HIDDEN:
            assert won == self.naive.secret_winners(self.form.value)
        elif self.form in CLAIMS:
            assert won == self.naive.claimed()
        elif self.naive.buy_now is None:
            assert won == self.naive.english_winners()
        for user, pays, _ in won:
            assert pays <= max(b.most for b in self.placed if b.bidder.user_id == user)
        expected: dict[str, int] = {}
        for user, pays, units in won:
            expected[user] = expected.get(user, 0) + pays * units
        assert exposure(self.item) == expected

    @invariant()
    def no_bid_that_is_shown_tells_a_maximum(self) -> None:
        shown = [view_bid(event) for event in self.story if isinstance(event, BidAccepted)]
        assert all("max" not in key for bid in shown for key in bid)


class English(FormatHistory):
    form = Format.ENGLISH


class Dutch(FormatHistory):
    form = Format.DUTCH


class SealedFirst(FormatHistory):
    form = Format.SEALED_FIRST


class SealedSecond(FormatHistory):
    form = Format.SEALED_SECOND


class Uniform(FormatHistory):
    form = Format.UNIFORM


class Fixed(FormatHistory):
    form = Format.FIXED


TestEnglish = English.TestCase
TestDutch = Dutch.TestCase
TestSealedFirst = SealedFirst.TestCase
TestSealedSecond = SealedSecond.TestCase
TestUniform = Uniform.TestCase
TestFixed = Fixed.TestCase
