"""What people bid on an item and have not taken back, as the audit counts it. Knows nothing of the server.

Who leads, and at which price, is worked out from the bids that remain, by the rule that is published: the
highest maximum leads, the earliest of equals, one step above the best rival; a bid by whoever leads counts
as a raised maximum, for it was aimed at a rival who may be gone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from loadtest.audit.record import Event

HOUR_MS = 3_600_000
LAST_HOURS_MS = 12 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads, at which price, and the most that they would pay."""

    user: str | None
    price: int
    most: int = 0


@dataclass(slots=True)
class Ledger:
    """The bids of one item that stand, in the order of time, and the automatic ones that were made."""

    offers: list[Event] = field(default_factory=list)
    autos: list[Event] = field(default_factory=list)

    def add(self, bid: Event) -> None:
        """Count a bid."""
        (self.autos if bid.body.auto else self.offers).append(bid)

    def faults(self, retraction: Event, ends_at: int | None, now: int) -> Iterator[str]:
        """Say what is wrong with which bids were taken back, `now` being the moment by the item's clock."""
        user, named = retraction.body.bidder[0], set(retraction.body.bid_ids)
        mine = [bid for bid in self.offers if bid.body.bidder[0] == user]
        if ends_at is None or ends_at - now <= LAST_HOURS_MS:
            mine = mine[-1:]
            if mine and retraction.at - mine[0].at > HOUR_MS:
                yield f"number {mine[0].seq} was more than an hour old"
        due = {bid.body.bid_id for bid in mine}
        if named != due or not due:
            yield f"it takes back {_names(named)}; it may take back {_names(due)}"
        gone = self._numbers(retraction)
        if set(retraction.body.seqs) != gone:
            yield f"it names the numbers {sorted(retraction.body.seqs)} as gone; gone are {sorted(gone)}"

    def take_back(self, retraction: Event) -> None:
        """Count the named bids no more."""
        named = set(retraction.body.bid_ids)
        self.offers = [bid for bid in self.offers if bid.body.bid_id not in named]

    def lead(self, start_price: int, step: Callable[[int], int]) -> Lead:
        """Work out who leads by the bids that remain."""
        lead = Lead(None, start_price)
        for bid in self.offers:
            lead = _after(lead, bid, step)
        return lead

    def _numbers(self, retraction: Event) -> set[int]:
        """Return the numbers of the named bids, and of the automatic ones that go with them."""
        user, named = retraction.body.bidder[0], set(retraction.body.bid_ids)
        remaining = [bid for bid in self.offers if bid.body.bid_id not in named]
        reach = max((bid.body.most for bid in remaining if bid.body.bidder[0] == user), default=0)
        standing = {bid.body.bid_id for bid in remaining}
        gone = {bid.seq for bid in self.offers if bid.body.bid_id in named}
        for auto in self.autos:
            beyond = auto.body.bidder[0] == user and auto.body.amount > reach
            if auto.body.bid_id in named or (beyond and auto.body.bid_id in standing):
                gone.add(auto.seq)
        return gone


def _after(lead: Lead, bid: Event, step: Callable[[int], int]) -> Lead:
    user, most = bid.body.bidder[0], bid.body.most
    in_sight = max(lead.price, bid.body.named)
    if lead.user is None:
        return Lead(user, in_sight, most)
    if lead.user == user:
        return Lead(user, lead.price, max(lead.most, most))
    winner, best, rival = (
        (user, most, lead.most) if most > lead.most else (lead.user, lead.most, most)
    )
    return Lead(winner, max(in_sight, min(best, rival + step(rival))), best)


def _names(bid_ids: Iterable[str]) -> str:
    return ", ".join(sorted(bid_ids)[:5]) or "nothing"
