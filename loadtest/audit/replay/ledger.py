"""The audit's own ledger of an item's bids that were not retracted. It uses nothing of the server.

The leader and the price follow from the remaining bids by the published rule. The highest maximum leads,
the earliest of equal ones, at one step above the best rival. A bid by the leader counts as a raised
maximum, because it was made against a rival whose bid may be retracted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from loadtest.audit.record import Event

RAISE = "MaxRaised"
HOUR_MS = 3_600_000
LAST_HOURS_MS = 12 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Lead:
    """The leader, the price and the leader's maximum."""

    user: str | None
    price: int
    most: int = 0


@dataclass(slots=True)
class Ledger:
    """The remaining bids of one item in the order of time, and its automatic bids."""

    offers: list[Event] = field(default_factory=list)
    autos: list[Event] = field(default_factory=list)

    def add(self, bid: Event) -> None:
        """Add a bid, or a raised maximum, which has a number that nobody sees."""
        (self.autos if bid.body.auto else self.offers).append(bid)

    def faults(self, retraction: Event, ends_at: int | None, now: int) -> Iterator[str]:
        """Yield the faults of a retraction; `now` is the item's clock, which stands still in a pause."""
        user, named = retraction.body.bidder[0], set(retraction.body.bid_ids)
        mine = [bid for bid in self.offers if bid.body.bidder[0] == user]
        if ends_at is None or ends_at - now <= LAST_HOURS_MS:
            mine = mine[-1:]
            if mine and retraction.at - mine[0].at > HOUR_MS:
                yield f"number {mine[0].seq} was more than an hour old"
        due = {bid.body.bid_id for bid in mine}
        if named != due or not due:
            yield f"it retracts {_names(named)}; it may retract {_names(due)}"
        yield from self._faults_of_numbers(retraction)

    def faults_of_void(self, void: Event) -> Iterator[str]:
        """Yield the faults of a void, which takes one bid of anybody's at any time."""
        user, named = void.body.bidder[0], set(void.body.bid_ids)
        standing = {b.body.bid_id for b in self.offers if b.body.bidder[0] == user}
        if len(named) != 1 or not named <= standing:
            yield f"it voids {_names(named)}, which does not stand"
        yield from self._faults_of_numbers(void)

    def _faults_of_numbers(self, retraction: Event) -> Iterator[str]:
        listed, retracted = set(retraction.body.seqs), self._numbers(retraction)
        if listed != retracted:
            yield f"it lists the numbers {sorted(listed)} as retracted; they are {sorted(retracted)}"

    def remove(self, retraction: Event) -> None:
        """Remove the bids that a retraction names."""
        named = set(retraction.body.bid_ids)
        self.offers = [bid for bid in self.offers if bid.body.bid_id not in named]

    def lead(self, start_price: int, step: Callable[[int], int]) -> Lead:
        """Compute the lead from the remaining bids."""
        lead = Lead(None, start_price)
        for bid in self.offers:
            lead = _after(lead, bid, step)
        return lead

    def _numbers(self, retraction: Event) -> set[int]:
        """Return the numbers of the named bids, and of the automatic bids retracted with them."""
        user, named = retraction.body.bidder[0], set(retraction.body.bid_ids)
        remaining = [bid for bid in self.offers if bid.body.bid_id not in named]
        reach = max((bid.body.most for bid in remaining if bid.body.bidder[0] == user), default=0)
        remaining_ids = {bid.body.bid_id for bid in remaining}
        shown = [bid for bid in self.offers if bid.type != RAISE]
        retracted = {bid.seq for bid in shown if bid.body.bid_id in named}
        for auto in self.autos:
            beyond = auto.body.bidder[0] == user and auto.body.amount > reach
            if auto.body.bid_id in named or (beyond and auto.body.bid_id in remaining_ids):
                retracted.add(auto.seq)
        return retracted


def _after(lead: Lead, bid: Event, step: Callable[[int], int]) -> Lead:
    user, most = bid.body.bidder[0], bid.body.most
    price = max(lead.price, bid.body.stands_for)
    if lead.user is None:
        return Lead(user, price, most)
    if lead.user == user:
        return Lead(user, lead.price, max(lead.most, most))
    winner, best, rival = (
        (user, most, lead.most) if most > lead.most else (lead.user, lead.most, most)
    )
    return Lead(winner, max(price, min(best, rival + step(rival))), best)


def _names(bid_ids: Iterable[str]) -> str:
    return ", ".join(sorted(bid_ids)[:5]) or "nothing"
