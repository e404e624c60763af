"""The audit's own rules of units at a price, and of sealed offers. Pure; it uses nothing of the server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loadtest.audit.record import Event
from loadtest.evidence import Terms

ENGLISH = "english"
CLAIM, OFFER = "UnitsClaimed", "OfferSealed"
Lines = list[tuple[str, int, int]]
"""Winners: user, amount of a unit, units."""


@dataclass(slots=True)
class Sale:
    """An item: its clock, and the bids that stand."""

    terms: Terms
    standing: list[Event] = field(default_factory=list)
    running_since: int | None = None
    paused_at: int | None = None
    ended: bool = False

    def take(self, event: Event) -> Sequence[str]:
        """Take in the next event; return its faults."""
        match event.type:
            case "ItemOpened":
                self.running_since = event.at
            case "ItemPaused":
                self.paused_at = event.at
            case "ItemResumed" if self.paused_at is not None and self.running_since is not None:
                self.running_since += event.at - self.paused_at
                self.paused_at = None
            case "EndShifted" if event.body.cause != "group" and self.running_since is not None:
                # An outage that is made up for holds a clock, too.
                self.running_since += event.body.until - event.body.since
            case "ItemClosed" | "ItemCancelled":
                self.ended = True
            case "BidsRetracted" | "BidVoided":
                gone = set(event.body.bid_ids)
                self.standing = [bid for bid in self.standing if bid.body.bid_id not in gone]
            case "UnitsClaimed" | "OfferSealed":
                return [*self._faults(event)]
        return ()

    def winners(self) -> Lines:
        """Return the winners by the rules, in their order."""
        bids = [(bid.body.bidder[0], bid.body.amount, bid.body.quantity) for bid in self.standing]
        floor = self.terms.start_price if self.terms.reserve is None else self.terms.reserve
        eligible = [bid for bid in bids if bid[1] >= floor]
        # The sort is stable, and the bids stand in the order of their numbers.
        ranked = sorted(eligible, key=lambda bid: -bid[1])
        match self.terms.format:
            case "sealed_first":
                return ranked[:1]
            case "sealed_second":
                price = ranked[1][1] if len(ranked) > 1 else floor
                return [(ranked[0][0], price, 1)] if ranked else []
            case "uniform":
                return self._served(sorted(eligible, key=lambda bid: (-bid[1], -bid[2])))
            case _:
                return bids

    def _served(self, ranked: Lines) -> Lines:
        left, served = self.terms.quantity, Lines()
        for user, amount, units in ranked:
            if left:
                served.append((user, amount, min(units, left)))
                left -= min(units, left)
        return [(user, served[-1][1], units) for user, _, units in served]

    def _faults(self, bid: Event) -> Iterator[str]:
        body = bid.body
        if self.ended or self.running_since is None or self.paused_at is not None:
            yield "the item takes no bids"
        if bid.type == OFFER:
            earlier = [each for each in self.standing if each.body.bidder != body.bidder]
            self.standing = [*earlier, bid]
            if body.amount < self.terms.start_price:
                yield f"its amount {body.amount} is below the start price"
            return
        self.standing.append(bid)
        if body.amount != (price := self._price(bid.at)) or body.named < price:
            yield f"it takes units at {body.amount} for {body.named}; the price is {price}"
        if sum(each.body.quantity for each in self.standing) > self.terms.quantity:
            yield "more units are taken than there are"

    def _price(self, at: int) -> int:
        terms = self.terms
        if terms.interval_ms is None or terms.step is None or self.running_since is None:
            return terms.start_price
        fallen = (at - self.running_since) // terms.interval_ms * terms.step
        return max(terms.floor_price or 0, terms.start_price - fallen)
