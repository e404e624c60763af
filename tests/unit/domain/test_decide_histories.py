"""Random histories of an item, compared with the naive model and with their own events."""

from functools import reduce

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.domain.commands import (
    AmendItem,
    CancelItem,
    CloseItem,
    Command,
    DeleteItem,
    ExtendItem,
    ObserveTime,
    OpenItem,
    PauseItem,
    PlaceBid,
    ResumeItem,
    ScheduleItem,
    WarnItem,
)
from server.domain.decide import decide
from server.domain.events import Event, ItemClosed, ListingAmended
from server.domain.evolve import evolve, fold
from server.domain.history import faults_of
from server.domain.item import Item
from server.domain.listings.increments import bands
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Rejection
from server.domain.types import Actor, Bidder, BidId, Millis, Role, Status, UserId
from tests.unit.domain.naive import NaiveItem
from tests.unit.domain.sale import HOUSE, NOON, accepted, least, listing

PEOPLE = [HOUSE.user_id, UserId("user-ann"), UserId("user-ben"), UserId("user-cem")]
ROWS = [(0, 5), (200, 20), (1_000, 100)]
SIMPLE: dict[str, type[OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem]] = {
    "open": OpenItem,
    "pause": PauseItem,
    "resume": ResumeItem,
    "warn": WarnItem,
    "close": CloseItem,
    "cancel": CancelItem,
}

STEPS_BEFORE_THE_END = 20
"""An item that is closed or cancelled at once has no history to speak of."""

opening_times = st.sampled_from([NOON, NOON, NOON, NOON + 1, NOON + 5_000, None])
end_times = st.none() | st.integers(1, 120).map(lambda s: NOON + 1_000 * s)
# Most commands come from whom may give them, or a history would be refusals only.
owner = (HOUSE.user_id, Role.AUCTIONEER)
actors = st.sampled_from([owner] * 12 + [(user, role) for user in PEOPLE[:2] for role in Role])


class History(RuleBasedStateMachine):
    """One item under random commands; `item` is the state, `story` all its events, `now` the clock."""

    item: Item
    story: list[Event]
    naive: NaiveItem
    now: Millis
    steps: int

    @initialize(
        opens_at=opening_times,
        ends_at=end_times,
        window_ms=st.sampled_from([0, 1, 10_000]),
        extend_ms=st.sampled_from([1, 10_000, 30_000]),
        start_price=st.integers(1, 1_100),
    )
    def put_up(
        self,
        opens_at: Millis | None,
        ends_at: Millis | None,
        window_ms: Millis,
        extend_ms: Millis,
        start_price: int,
    ) -> None:
        if ends_at is not None and opens_at is not None:
            ends_at += opens_at - NOON
        policy = Policy.RESET if window_ms else Policy.NONE
        lamp = listing(
            start_price=start_price,
            increment=bands(ROWS),
            soft_close=SoftClose(policy, window_ms, extend_ms),
            opens_at=opens_at,
            ends_at=ends_at,
        )
        self.now, self.steps = NOON, 0
        self.naive = NaiveItem(
            HOUSE.user_id, start_price, ROWS, window_ms, extend_ms, opens_at, ends_at
        )
        self.story = list(accepted(decide(None, ScheduleItem(HOUSE, lamp), self.now)))
        self.item = evolve(None, self.story[0])

    @rule(pause_ms=st.sampled_from([0, 1, 999, 5_000]))
    def wait(self, pause_ms: Millis) -> None:
        self.now += pause_ms

    @precondition(lambda self: self.item.due_at is not None)
    @rule(early_ms=st.sampled_from([0, 1, 1, 1, 9_999, 10_000, 10_001]))
    def wait_for_the_moment(self, early_ms: Millis) -> None:
        assert self.item.due_at is not None
        self.now = max(self.now, self.item.due_at - early_ms)

    @rule()
    def observe_time(self) -> None:
        self._give(ObserveTime(), "ok")
        self.naive.pass_time(self.now)

    @rule(
        user=st.sampled_from(PEOPLE),
        above=st.sampled_from([-1, 0, 1, 7]) | st.integers(-2_000, 2_000),
    )
    def bid(self, user: UserId, above: int) -> None:
        self._bid(user, max(1, self.naive.minimum + above))

    @rule(user=st.sampled_from(PEOPLE[1:]), above=st.sampled_from([0, 0, 1, 150]))
    def outbid(self, user: UserId, above: int) -> None:
        self._bid(user, self.naive.minimum + above)

    @rule(name=st.sampled_from(["open", "open", "pause", "resume", "warn"]), actor=actors)
    def run(self, name: str, actor: tuple[UserId, Role]) -> None:
        self._run(name, actor)

    @precondition(lambda self: self.item.status is Status.OPEN)
    @rule()
    def pause(self) -> None:
        self._run("pause", owner)

    @precondition(lambda self: self.item.status is Status.PAUSED)
    @rule()
    def resume(self) -> None:
        self._run("resume", owner)

    @precondition(lambda self: self.steps >= STEPS_BEFORE_THE_END)
    @rule(name=st.sampled_from(["close", "cancel"]), actor=actors)
    def end(self, name: str, actor: tuple[UserId, Role]) -> None:
        self._run(name, actor)

    @rule(actor=actors, later_ms=st.sampled_from([-30_000, -1, 0, 1, 30_000]))
    def extend(self, actor: tuple[UserId, Role], later_ms: Millis) -> None:
        ends_at = (self.item.ends_at or self.now) + later_ms
        verdict = self.naive.run("extend", *actor, self.now, ends_at)
        self._give(ExtendItem(Actor(*actor), ends_at), verdict)

    @rule(
        actor=actors,
        title=st.sampled_from(["Lamp", "A lamp"]),
        start_price=st.none() | st.integers(1, 1_100),
    )
    def amend(self, actor: tuple[UserId, Role], title: str, start_price: int | None) -> None:
        changes = {} if start_price is None else {"start_price": start_price}
        verdict = self.naive.edit(start_price, *actor, self.now)
        self._give(AmendItem(Actor(*actor), {"title": title, **changes}), verdict)

    @precondition(lambda self: self.steps >= STEPS_BEFORE_THE_END)
    @rule(actor=actors)
    def delete(self, actor: tuple[UserId, Role]) -> None:
        self._give(DeleteItem(Actor(*actor)), self.naive.delete(*actor, self.now))

    def _bid(self, user: UserId, amount: int) -> None:
        verdict = self.naive.bid(user, amount, self.now)
        self._give(PlaceBid(BidId("b"), Bidder(user, user), amount), verdict)

    def _run(self, name: str, actor: tuple[UserId, Role]) -> None:
        verdict = self.naive.run(name, *actor, self.now, 0)
        self._give(SIMPLE[name](Actor(*actor)), verdict)

    def _give(self, command: Command, verdict: str) -> None:
        """Give the item a command and check the decision against the naive model's verdict."""
        self.steps += 1
        before = self.item
        decision = decide(before, command, self.now)
        assert decide(before, command, self.now) == decision, "the same in, the same out"
        if isinstance(decision, Rejection):
            assert decision.code.value == verdict
            return
        assert verdict == "ok"
        self.story += decision
        self.item = reduce(evolve, decision, before)
        amended = any(isinstance(event, ListingAmended) for event in decision)
        assert amended or self.item.price >= before.price
        assert self.item.seq == before.seq + len(decision)
        assert all(event.at == self.now for event in decision)

    def teardown(self) -> None:
        """Check the whole story, event by event."""
        assert faults_of(getattr(self, "story", [])) == []

    @invariant()
    def the_state_is_the_fold_of_the_events(self) -> None:
        assert fold(None, tuple(self.story)) == self.item

    @invariant()
    def the_numbers_have_no_gap(self) -> None:
        assert [event.seq for event in self.story] == list(range(1, self.item.seq + 1))

    @invariant()
    def everybody_sees_what_the_naive_model_sees(self) -> None:
        """Compare what the clock makes of the item by now, whether anybody has asked it or not."""
        due = accepted(decide(self.item, ObserveTime(), self.now))
        item = reduce(evolve, due, self.item)
        self.naive.pass_time(self.now)
        best = self.naive.best
        assert item.status.value == self.naive.status
        assert least(item) == self.naive.minimum
        assert item.ends_at == self.naive.ends_at
        assert item.bid_count == len(self.naive.bids)
        assert (item.leader and (item.leader.user_id, item.price)) == best
        won = [(winner.bidder.user_id, winner.amount) for winner in item.winners]
        assert won == ([best] if self.naive.status == "sold" else [])

    @invariant()
    def there_is_one_outcome_at_most(self) -> None:
        moves = [event for event in self.story if not isinstance(event, ListingAmended)]
        closed = [event for event in moves if isinstance(event, ItemClosed)]
        assert len(closed) <= 1
        assert not closed or closed[0] is moves[-1]
        assert not closed or self.item.due_at is None


TestHistory = History.TestCase
