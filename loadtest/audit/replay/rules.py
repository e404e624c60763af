"""The audit's own rules of an ascending auction: the minimum of a bid, and the end after it. Pure."""

from dataclasses import dataclass
from typing import Self

from loadtest.audit.record import Listed
from loadtest.evidence import Terms

_CLASSIC_INCREMENT = (
    (1, 5),
    (1_00, 25),
    (5_00, 50),
    (25_00, 1_00),
    (100_00, 2_50),
    (250_00, 5_00),
    (500_00, 10_00),
    (1000_00, 25_00),
    (2500_00, 50_00),
    (5000_00, 100_00),
)


@dataclass(frozen=True, slots=True)
class Auto:
    """An automatic bid that must come next: its bidder, its amount and the bidder's maximum."""

    user: str
    amount: int
    most: int


@dataclass(frozen=True, slots=True)
class State:
    """An item after event `seq`. `leader` is a user id, `most` the leader's maximum.

    `blocked` are user ids.

    `due_end` is the end, and `due_auto` the automatic bid, that the next event must bring. Outages up to
    `shifted_until` have been made up for.
    """

    seq: int
    at: int
    status: str
    price: int
    leader: str | None
    bid_count: int
    ends_at: int | None
    paused_at: int = 0
    due_end: int | None = None
    most: int = 0
    due_auto: Auto | None = None
    blocked: frozenset[str] = frozenset()
    shifted_until: int = 0
    asking: int | None = None
    """The lowest amount of the next bid, where the house has set it since the last one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of an item. `increment` is a list of bands with inclusive lower bounds."""

    start_price: int
    increment: tuple[tuple[int, int], ...]
    window_ms: int | None
    extend_ms: int
    ends_at: int | None
    buy_now: int | None = None

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """Return the rules of an item as it was put up."""
        window_ms, extend_ms = None, 0
        if terms.soft_close is not None and terms.soft_close.policy == "reset":
            window_ms = terms.soft_close.window_ms or 0
            extend_ms = terms.soft_close.extend_ms or window_ms
        increment = tuple(terms.increment or _CLASSIC_INCREMENT)
        ends = (window_ms, extend_ms, terms.ends_at)
        return cls(terms.start_price, increment, *ends, terms.buy_now)

    @classmethod
    def of_listing(cls, listing: Listed) -> Self:
        """Return the rules of an item as it was listed or amended."""
        window_ms, extend_ms = None, 0
        if listing.soft_close and listing.soft_close[0] == "reset":
            window_ms, extend_ms = listing.soft_close[1], listing.soft_close[2]
        increment = tuple(zip(*listing.increment, strict=True))
        ends = (window_ms, extend_ms, listing.ends_at)
        return cls(listing.start_price, increment, *ends, listing.buy_now)

    def minimum(self, state: State) -> int:
        """Return the least that the next bid must offer."""
        if state.asking is not None:
            return state.asking
        return self.start_price if state.leader is None else state.price + self.step(state.price)

    def buys(self, state: State, amount: int) -> bool:
        """Return whether a bid of an amount buys the item at once."""
        return self.buy_now is not None and amount >= self.buy_now > state.price

    def step(self, price: int) -> int:
        """Return the increment at a price."""
        below = [step for start, step in self.increment if start <= price]
        return below[-1] if below else self.increment[0][1]

    def end_after_bid(self, state: State, at: int) -> int | None:
        """Return the item's end after a bid at `at` (soft close `none` or `reset`)."""
        end = state.ends_at
        if end is None or self.window_ms is None or end - at > self.window_ms:
            return end
        return max(end, at + self.extend_ms)
