"""The item of a random history: its model, its commands, and the properties that always hold."""

from collections.abc import Sequence
from functools import reduce
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from msgspec.structs import replace

from server.domain.charges.fees import Fees, PremiumBand
from server.domain.charges.outcome import Outcome, sum_of
from server.domain.commands import (
    Command,
    ObserveTime,
    PlaceBid,
    PlacedBid,
    ScheduleItem,
)
from server.domain.decide import decide
from server.domain.events import BidAccepted, BidDropped, BidsRetracted, Event
from server.domain.evolve import evolve, fold
from server.domain.formats import exposure, quote
from server.domain.history import faults_of
from server.domain.item import Item
from server.domain.listings.increments import bands
from server.domain.rejection import Rejection
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


early_bids = st.lists(
    st.tuples(
        people,
        st.sampled_from([199, 200, 220, 300, 300, 410]),
        st.sampled_from([0, 0, 40, 200]),
        st.integers(1, 3),
    ),
    max_size=5,
)


def _gone(event: Event) -> tuple[BidId, ...]:
    return event.bid_ids if isinstance(event, BidDropped) else ()


class ItemHistory(RuleBasedStateMachine):
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
        rules |= {"opens_at": NOON, "early_bids": True}
        lamp = listing(start_price=200, increment=bands(ROWS), fees=FEES, **rules)
        self.now, self.placed, self.blocked = NOON - 5, [], set()
        self.story = list(accepted(decide(None, ScheduleItem(HOUSE, lamp), self.now)))
        item = fold(None, tuple(self.story))
        assert item is not None
        self.item = self.twin = item
        self.naive = NaiveLot(
            200, ROWS, lamp.quantity, lamp.reserve, lamp.reserve_jump, lamp.buy_now, price=200
        )
        if self.form not in CLAIMS:
            self._leave(data.draw(early_bids))
        self.now = NOON
        self._tell_the_twin(accepted(decide(self.twin, ObserveTime(), NOON)))
        opening = accepted(decide(self.item, ObserveTime(), NOON))
        self.story += opening
        self._open(opening)

    def _leave(self, bids: list[tuple[UserId, int, int, int]]) -> None:
        """Leave bids before the opening."""
        for user, amount, hiding, units in bids:
            command = self._command(user, amount)
            if self.form is Format.ENGLISH:
                command = replace(command, max_amount=amount + hiding)
            if self.form is Format.UNIFORM:
                command = replace(command, quantity=min(units, self.naive.units))
            decision = decide(self.item, command, self.now)
            if isinstance(decision, Rejection):
                assert (decision.code.value, amount) == ("too_low", 199)
            else:
                self.story += decision
                self.item = reduce(evolve, decision, self.item)
                assert view_item(self.item, self.now) == view_item(self.twin, self.now)

    def _open(self, events: Sequence[Event]) -> None:
        """Take the latest bid of each bidder in order, if its maximum reaches the minimum of then."""
        due = self.item.left
        self.item = reduce(evolve, events, self.item)
        for left in due:
            amount = left.amount
            if self.form is Format.ENGLISH:
                amount = max(amount, min(self.naive.minimum, left.most))
            taken = self.form is not Format.ENGLISH or amount >= self.naive.minimum
            mine = [e for e in events if left.bid_id in (getattr(e, "bid_id", ""), *_gone(e))]
            assert taken != isinstance(mine[0], BidDropped)
            if not taken:
                continue
            user = left.bidder.user_id
            bid = Bid(left.bid_id, user, amount, left.most, left.quantity)
            command = replace(self._command(user, amount, left.max_amount), bid_id=left.bid_id)
            self.placed += placed(command, tuple(mine))
            if self.form is Format.ENGLISH:
                self.naive.bid(bid, in_sight=False)
            else:
                self.naive.bids.append(bid)

    @property
    def live(self) -> bool:
        return self.item.status is Status.OPEN

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
