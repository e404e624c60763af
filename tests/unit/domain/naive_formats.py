"""A naive model of the formats: every value is computed anew from all bids that count.

`Bid`s are kept oldest first, and `gone` ones were retracted. The decider keeps values instead.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Bid:
    """A bid with its public `amount`, its maximum `most`, and the `units` of a claim or offer."""

    bid_id: str
    user: str
    amount: int
    most: int
    units: int
    paid: int = 0
    gone: bool = False


@dataclass(slots=True)
class NaiveLot:
    """What is for sale and all that was bid on it. `rows`: increments. None: there is no such rule."""

    start_price: int
    rows: list[tuple[int, int]]
    units: int = 1
    reserve: int | None = None
    jump: bool = True
    buy_now: int | None = None
    price: int = 0
    bids: list[Bid] = field(default_factory=list)

    @property
    def counting(self) -> list[Bid]:
        """The bids that were not retracted."""
        return [bid for bid in self.bids if not bid.gone]

    def above(self, price: int) -> int:
        """Return what is one step above a price."""
        step = self.rows[0][1]
        for start, row_step in self.rows:
            if price >= start:
                step = row_step
        return price + step

    # English

    def ranked(self) -> list[tuple[int, int, str]]:
        """Rank everybody by the most that they would pay, the earliest first: (-most, when, user)."""
        best: dict[str, tuple[int, int, str]] = {}
        for when, bid in enumerate(self.counting):
            rank = (-bid.most, when, bid.user)
            best[bid.user] = min(best.get(bid.user, rank), rank)
        return sorted(best.values())

    @property
    def leader(self) -> str | None:
        """Whoever would pay the most."""
        ranked = self.ranked()
        return ranked[0][2] if ranked else None

    @property
    def minimum(self) -> int:
        """The least that the next english bid may be."""
        return self.above(self.price) if self.counting else self.start_price

    def bid(self, bid: Bid, *, in_sight: bool) -> None:
        """Take an english bid; `in_sight`: without a hidden maximum, which the leader may raise."""
        led = self.leader
        self.bids.append(bid)
        if bid.user != led or in_sight:
            self.price = max(self.price, bid.amount, self.start_price)
        self._climb(because_of_a_rival=bid.user != led)

    def replay(self) -> None:
        """Work the price out from the bids that count alone."""
        counting, self.bids, self.price = self.counting, [], self.start_price
        for bid in counting:
            self.bid(bid, in_sight=False)

    def _climb(self, *, because_of_a_rival: bool) -> None:
        """Lift the price to what beats the best rival by a step, and to the reserve."""
        ranked = self.ranked()
        most = -ranked[0][0]
        if because_of_a_rival and len(ranked) > 1:
            self.price = max(self.price, min(most, self.above(-ranked[1][0])))
        if self.reserve is not None and self.price < self.reserve:
            if most >= self.reserve:
                self.price = self.reserve
            elif not self.jump:
                self.price = most

    def english_winners(self) -> list[tuple[str, int, int]]:
        """Return who wins at the close."""
        ranked = self.ranked()
        if not ranked or (self.reserve is not None and -ranked[0][0] < self.reserve):
            return []
        return [(ranked[0][2], self.price, 1)]

    # Claims

    @property
    def left(self) -> int:
        """Units that nobody has claimed."""
        return self.units - sum(bid.units for bid in self.counting)

    def claimed(self) -> list[tuple[str, int, int]]:
        """Return all claims."""
        return [(bid.user, bid.paid, bid.units) for bid in self.counting]

    # Secret offers

    def offers(self) -> list[Bid]:
        """Return everybody's last offer, unless they took it back, in the order of time."""
        last = {bid.user: bid for bid in self.bids}
        return [bid for bid in self.bids if last[bid.user] is bid and not bid.gone]

    def secret_winners(self, form: str) -> list[tuple[str, int, int]]:
        """Return who wins and what each pays."""
        floor = self.start_price if self.reserve is None else self.reserve
        able = [bid for bid in self.offers() if bid.amount >= floor]
        if form == "uniform":
            return self._uniform(able)
        if not able:
            return []
        top = max(bid.amount for bid in able)
        first = next(bid for bid in able if bid.amount == top)
        others = [bid.amount for bid in able if bid is not first]
        pays = top if form == "sealed_first" else max([floor, *others])
        return [(first.user, pays, 1)]

    def _uniform(self, able: list[Bid]) -> list[tuple[str, int, int]]:
        """Hand units out one by one: each goes to the best offer that still wants one."""
        order = sorted(able, key=lambda bid: (-bid.amount, -bid.units))
        wanted = [bid for bid in order for _ in range(bid.units)][: self.units]
        price = min((bid.amount for bid in wanted), default=0)
        return [(bid.user, price, wanted.count(bid)) for bid in order if bid in wanted]
