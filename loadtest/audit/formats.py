"""The checks of items that are not sold by ascending bids: units at a price, and sealed offers.

The rules are the audit's own and use nothing of the server. Before the close a sealed item shows neither
its price nor the numbers of its events, so only the outcome and the last number are compared with screens.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loadtest.audit.case import CLAIM, OFFER, Case
from loadtest.audit.record import Event
from loadtest.audit.replay.model import REMOVALS
from loadtest.evidence import Terms

ENGLISH = "english"
Lines = list[tuple[str, int, int]]
"""Winners: user, amount of a unit, units."""


def is_ascending(case: Case) -> bool:
    """Tell whether an item is sold by ascending bids."""
    return _terms(case).format == ENGLISH


def acknowledged(case: Case) -> Iterator[list[str]]:
    """L: every acknowledged bid is in the archive, or in a run that may lose events some were named."""
    for bid_id in case.clients.accepted:
        if bid_id in case.bids_by_id:
            yield []
        elif case.may_lose and case.losses:
            case.clients.lost.add(bid_id)
            yield []
        else:
            yield [f"bid {bid_id} was acknowledged and is not in the archive"]


def course(case: Case) -> Iterator[list[str]]:
    """M: numbers have no gap, and each bid fits the rules of its format."""
    sale = _Sale(_terms(case))
    for number, event in enumerate(sorted(case.archive.events, key=lambda each: each.seq), 1):
        faults = [] if event.seq == number else [f"it should have the number {number}"]
        faults += sale.take(event)
        yield [f"number {event.seq} ({event.type}): {fault}" for fault in faults]


def outcome(case: Case) -> Iterator[list[str]]:
    """W: there is one outcome, which follows from the bids and is shown by everybody."""
    sale, ends = _Sale(_terms(case)), list[Event]()
    due: Lines = []
    for event in sorted(case.archive.events, key=lambda each: each.seq):
        sale.take(event)
        if event.type == "ItemClosed":
            ends.append(event)
            due = [] if event.body.passed else sale.winners()
    faults = [f"it ended {len(ends)} times"] if len(ends) > 1 else []
    if ends:
        body = ends[0].body
        named = [(won.bidder[0], won.amount, won.quantity) for won in body.winners]
        if named != due or (body.status == "sold") is not bool(due):
            faults.append(f"it is {body.status} to {named}; the rules give {due}")
        handles = [(case.handles.get(user), amount) for user, amount, _ in due]
        views = [("the hot state", case.hot.status, case.hot.winners)]
        views += [(each.watcher, each.status, each.winners) for each in case.clients.items]
        for watcher, status, winners in views:
            shown = [(winner.bidder, winner.amount) for winner in winners]
            if status in {"sold", "unsold"} and (status, shown) != (body.status, handles):
                faults.append(f"{watcher} showed it as {status} to {shown}; it is to {handles}")
    yield faults


def last_screens(case: Case) -> Iterator[list[str]]:
    """C: every last screen shows the item after its last event."""
    last = max((event.seq for event in case.archive.events), default=0)
    for watcher, end in case.clients.ends.items():
        left = f"{watcher} was left at number {end.seq}; the item is at {last}"
        yield [] if end.seq == last else [left]


@dataclass(slots=True)
class _Sale:
    """An item as its events make it: its clock, and the bids that stand."""

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
            case "ItemClosed" | "ItemCancelled":
                self.ended = True
            case _ if event.type in REMOVALS:
                gone = set(event.body.bid_ids)
                self.standing = [bid for bid in self.standing if bid.body.bid_id not in gone]
            case _ if event.type in {CLAIM, OFFER}:
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


def _terms(case: Case) -> Terms:
    assert case.clients.terms is not None, "an item without rules has no case"
    return case.clients.terms
