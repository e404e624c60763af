"""Random histories of every format, compared with the naive model and the properties of the rules."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from server.domain.commands import (
    AmendItem,
    BlockBidders,
    CarryOutAct,
    CloseItem,
    Command,
    DeleteItem,
    FollowGroup,
    ObserveTime,
    PauseItem,
    ResumeItem,
    RetractBid,
    SaleAct,
    ShiftEnd,
)
from server.domain.events import Reason
from server.domain.formats import quote
from server.domain.running.blocking import GONE
from server.domain.types import Format, Millis, UserId
from tests.unit.domain.formats.drawn_rules import (
    CLAIMS,
    HIDDEN,
    people,
)
from tests.unit.domain.formats.item_history import ItemHistory
from tests.unit.domain.naive_formats import Bid
from tests.unit.domain.sale import HOUSE


class FormatHistory(ItemHistory):
    """The rules of a history: commands and waits in any order."""

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

    @rule(by_ms=st.sampled_from([-1, 0, 1, 60_000]))
    def follow_the_group(self, by_ms: Millis) -> None:
        ends_at, grouped = self.item.ends_at, self.item.listing.closes_with is not None
        follow = FollowGroup((ends_at or self.now) + by_ms)
        self._give(follow)
        self._give(follow)
        moves = self.live and grouped and ends_at is not None
        assert self.item.ends_at == ((ends_at or 0) + max(by_ms, 0) if moves else ends_at)

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
