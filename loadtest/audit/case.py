"""A case: all the evidence about one item, sorted so that each check finds its part at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from loadtest.audit.model import History, Rules, replay
from loadtest.audit.record import ArchivedBid, Body, Event, Evidence, HotItem, Standing
from loadtest.evidence import (
    Answer,
    Doubt,
    End,
    ItemSeen,
    PutUp,
    Saw,
    Sent,
    TakeBack,
    Terms,
    UnusableError,
)

BID = "BidAccepted"
RETRACTION = "BidsRetracted"


@dataclass(slots=True)
class Told:
    """What clients have written down about one item."""

    terms: Terms | None = None
    sent: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    accepted: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, list[Saw]] = field(default_factory=lambda: defaultdict(list))
    items: list[ItemSeen] = field(default_factory=list)
    ends: dict[str, End] = field(default_factory=dict)
    take_backs: list[TakeBack] = field(default_factory=list)


@dataclass(slots=True)
class Kept:
    """What the archive holds of one item."""

    bids: list[ArchivedBid] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One item: what clients told, what was kept, what the archive's events add up to."""

    item_id: str
    told: Told
    kept: Kept
    hot: HotItem
    history: History
    handles: dict[str, str]
    """Of the users whose handle is known."""
    bids_by_id: dict[str, list[ArchivedBid]]
    """Bids that a client named; automatic ones are not among them."""
    autos_by_id: dict[str, ArchivedBid]
    """Automatic bids, by the bid that they answered."""

    def same_bidder(self, handle: str | None, user: str | None) -> bool:
        """Tell whether a handle may be this user's: as long as it is unknown, any may be."""
        if user is None or handle is None:
            return user is None and handle is None
        return self.handles.get(user, handle) == handle


def cases(evidence: Evidence) -> list[Case]:
    """Sort the evidence by item; raises UnusableError when an item's part is missing."""
    told, kept = _told(evidence), _kept(evidence)
    strangers = [item_id for item_id, each in told.items() if item_id not in evidence.hot]
    if strangers:
        raise UnusableError(f"hot.json lacks {strangers[0]}, which the logs speak of")
    handles = _handles(told.values(), kept.values())
    eventful = bool(evidence.archive.events or evidence.archive.items)
    return [
        _case(hot, told[item_id], kept[item_id], handles, eventful=eventful)
        for item_id, hot in sorted(evidence.hot.items())
    ]


def _case(hot: HotItem, told: Told, kept: Kept, handles: dict[str, str], *, eventful: bool) -> Case:
    if told.terms is None:
        raise UnusableError(f"no log says by which rules {hot.item_id} was put up")
    events = kept.events if eventful else [_event_of(bid, handles) for bid in kept.bids]
    history = replay(Rules.of(told.terms), events, eventful=eventful)
    bids_by_id: dict[str, list[ArchivedBid]] = defaultdict(list)
    for bid in kept.bids:
        if not bid.auto:
            bids_by_id[bid.bid_id].append(bid)
    autos_by_id = {bid.bid_id: bid for bid in kept.bids if bid.auto}
    return Case(hot.item_id, told, kept, hot, history, handles, dict(bids_by_id), autos_by_id)


def _told(evidence: Evidence) -> dict[str, Told]:
    told: dict[str, Told] = defaultdict(Told)
    for line in evidence.lines:
        match line:
            case PutUp(item=terms):
                told[terms.item_id].terms = terms
            case Sent():
                told[line.item_id].sent[line.bid_id].append(line)
            case Answer():
                of_item = told[line.item_id]
                answers = of_item.accepted if line.ok else of_item.refused
                answers[line.bid_id].append(line)
            case Doubt():
                pass  # A bid that was sent and has no answer is in doubt anyway.
            case Saw():
                told[line.item_id].messages[line.watcher].append(line)
            case ItemSeen():
                told[line.item_id].items.append(line)
            case End():
                told[line.item_id].ends[line.watcher] = line
            case TakeBack():
                told[line.item_id].take_backs.append(line)
    return told


def _kept(evidence: Evidence) -> dict[str, Kept]:
    kept: dict[str, Kept] = defaultdict(Kept)
    for bid in evidence.archive.bids:
        kept[bid.item_id].bids.append(bid)
    for event in evidence.archive.events:
        kept[event.item_id].events.append(event)
    for standing in evidence.archive.items:
        kept[standing.item_id].standing = standing
    return kept


def _handles(told: Iterable[Told], kept: Iterable[Kept]) -> dict[str, str]:
    """Learn users' handles from the archive's events, and from what they called themselves."""
    known = dict(event.body.bidder for each in kept for event in each.events if event.type == BID)
    for each in told:
        for sends in each.sent.values():
            known |= {sent.user: sent.handle for sent in sends if sent.handle is not None}
    return known


def _event_of(bid: ArchivedBid, handles: dict[str, str]) -> Event:
    """Make the event that a server without events would have kept."""
    bidder = (bid.bidder, handles.get(bid.bidder, ""))
    body = Body(bid_id=bid.bid_id, bidder=bidder, amount=bid.amount)
    return Event(bid.item_id, bid.seq, bid.at, BID, body)
