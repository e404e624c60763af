"""A case: the evidence about one item, sorted for the checks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from loadtest.audit.record import (
    ArchivedBid,
    ArchivedItem,
    Body,
    Event,
    Evidence,
    HotItem,
    NamedLoss,
    Refused,
    Result,
    SetAside,
)
from loadtest.audit.replay.formats import CLAIM, ENGLISH, OFFER
from loadtest.audit.replay.ledger import RAISE
from loadtest.audit.replay.model import History, replay
from loadtest.audit.replay.rules import Rules
from loadtest.evidence import (
    Answer,
    BidLost,
    End,
    ItemSeen,
    Listening,
    PutUp,
    Retraction,
    Saw,
    Sent,
    Terms,
    Unconfirmed,
    UnusableError,
)

BID = "BidAccepted"
BIDS = frozenset({BID, CLAIM, OFFER})
"""The events of bids, of all formats."""
RETRACTION = "BidsRetracted"


@dataclass(slots=True)
class ClientRecords:
    """The clients' lines about one item."""

    terms: Terms | None = None
    sent: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    accepted: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, list[Saw]] = field(default_factory=lambda: defaultdict(list))
    items: list[ItemSeen] = field(default_factory=list)
    ends: dict[str, End] = field(default_factory=dict)
    retractions: list[Retraction] = field(default_factory=list)
    notified: dict[str, list[BidLost]] = field(default_factory=lambda: defaultdict(list))
    """The notices of the loss of a bid, by its id."""
    lost: set[str] = field(default_factory=set)
    """The accepted bids that were lost and named, once they have been put apart."""
    unknown: set[str] = field(default_factory=set)
    """Those of them whose numbers are all that any node knew."""


@dataclass(slots=True)
class ArchiveRecords:
    """The archive's records of one item."""

    bids: list[ArchivedBid] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    row: ArchivedItem | None = None
    set_aside: list[SetAside] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    """One item: the records of clients, archive and hot state, and the replay of the archive's events."""

    item_id: str
    terms: Terms
    clients: ClientRecords
    archive: ArchiveRecords
    hot: HotItem
    history: History
    handles: dict[str, str]
    """The known handles, by user id."""
    bids_by_id: dict[str, list[ArchivedBid]]
    """The bids that clients sent, raised maxima included; automatic bids are not among them."""
    named: dict[str, int]
    """The amounts that bidders sent, by the bid's id; a bid may have been accepted at another one."""
    raised: frozenset[str]
    """The ids of the raised maxima among them."""
    autos_by_id: dict[str, ArchivedBid]
    """The automatic bids, by the id of the bid that they answered."""
    listening: frozenset[str]
    """The users who had a socket."""
    losses: list[NamedLoss]
    """The losses that nodes named."""
    may_lose: bool
    """Whether the run may lose events, if a node names them."""
    is_settled: bool = False
    """Whether the results of its sale were collected."""
    result: Result | None = None
    """Its result as the server states it."""

    @property
    def is_ascending(self) -> bool:
        """Whether the item is sold by ascending bids."""
        return self.terms.format == ENGLISH

    def same_bidder(self, handle: str | None, user: str | None) -> bool:
        """Return whether a handle can be this user's; if the user's handle is unknown, any can be."""
        if user is None or handle is None:
            return user is None and handle is None
        return self.handles.get(user, handle) == handle


def cases(evidence: Evidence, *, may_lose: bool) -> list[Case]:
    """Sort the evidence by item; raises UnusableError if an item lacks a part."""
    clients, archive = _client_records(evidence), _archive_records(evidence)
    missing = [item_id for item_id in clients if item_id not in evidence.hot]
    if missing:
        raise UnusableError(f"hot.json lacks {missing[0]}, which the logs mention")
    handles = _handles(clients.values(), archive.values())
    has_events = bool(evidence.archive.events or evidence.archive.items)
    losses: dict[str, list[NamedLoss]] = defaultdict(list)
    for loss in evidence.losses:
        losses[loss.item_id].append(loss)
    listening = frozenset(line.user for line in evidence.lines if isinstance(line, Listening))
    settled = {sale.auction_id for sale in evidence.settlements}
    results = {each.item_id: each for sale in evidence.settlements for each in sale.results}
    found = []
    for item_id, hot in sorted(evidence.hot.items()):
        run: Any = {"handles": handles, "listening": listening, "may_lose": may_lose}
        run |= {"is_settled": hot.auction_id in settled, "result": results.get(item_id)}
        parts = (hot, clients[item_id], archive[item_id], losses[item_id])
        found.append(_case(*parts, has_events=has_events, **run))
    return found


def _case(
    hot: HotItem,
    clients: ClientRecords,
    archive: ArchiveRecords,
    losses: list[NamedLoss],
    *,
    handles: dict[str, str],
    listening: frozenset[str],
    may_lose: bool,
    is_settled: bool,
    result: Result | None,
    has_events: bool,
) -> Case:
    if clients.terms is None:
        raise UnusableError(f"no log has the rules of {hot.item_id}")
    events = archive.events if has_events else [_event_of(bid, handles) for bid in archive.bids]
    history = replay(Rules.of(clients.terms), events, has_events=has_events)
    bids_by_id: dict[str, list[ArchivedBid]] = defaultdict(list)
    raised = list(_raised_maxima(archive.events))
    for bid in [*archive.bids, *raised]:
        if not bid.auto:
            bids_by_id[bid.bid_id].append(bid)
    return Case(
        item_id=hot.item_id,
        terms=clients.terms,
        clients=clients,
        archive=archive,
        hot=hot,
        history=history,
        handles=handles,
        bids_by_id=dict(bids_by_id),
        named={e.body.bid_id: e.body.named for e in events if e.type in BIDS and not e.body.auto},
        raised=frozenset(bid.bid_id for bid in raised),
        autos_by_id={bid.bid_id: bid for bid in archive.bids if bid.auto},
        listening=listening,
        losses=losses,
        may_lose=may_lose,
        is_settled=is_settled,
        result=result,
    )


def _raised_maxima(events: Iterable[Event]) -> Iterator[ArchivedBid]:
    """Yield raised maxima as bids; they are not among the archive's."""
    for event in events:
        if event.type == RAISE:
            body, fields = event.body, (event.item_id, event.seq)
            yield ArchivedBid(*fields, body.bid_id, body.bidder[0], body.amount, event.at)


def _client_records(evidence: Evidence) -> dict[str, ClientRecords]:
    records: dict[str, ClientRecords] = defaultdict(ClientRecords)
    for line in evidence.lines:
        match line:
            case PutUp(item=terms):
                records[terms.item_id].terms = terms
            case Sent():
                records[line.item_id].sent[line.bid_id].append(line)
            case Answer():
                of_item = records[line.item_id]
                answers = of_item.accepted if line.ok else of_item.refused
                answers[line.bid_id].append(line)
            case Unconfirmed():
                pass  # A sent bid without an answer is unconfirmed without this line, too.
            case Saw():
                records[line.item_id].messages[line.watcher].append(line)
            case ItemSeen():
                records[line.item_id].items.append(line)
            case End():
                records[line.item_id].ends[line.watcher] = line
            case Retraction():
                records[line.item_id].retractions.append(line)
            case BidLost():
                records[line.item_id].notified[line.bid_id].append(line)
            case Listening():
                pass  # It concerns no item.
    return records


def _archive_records(evidence: Evidence) -> dict[str, ArchiveRecords]:
    records: dict[str, ArchiveRecords] = defaultdict(ArchiveRecords)
    for bid in evidence.archive.bids:
        records[bid.item_id].bids.append(bid)
    for event in evidence.archive.events:
        records[event.item_id].events.append(event)
    for row in evidence.archive.items:
        records[row.item_id].row = row
    for lost in evidence.archive.set_aside:
        records[lost.item_id].set_aside.append(lost)
    for entry in evidence.refused:
        records[entry.item_id].refused.append(entry)
    return records


def _handles(clients: Iterable[ClientRecords], archive: Iterable[ArchiveRecords]) -> dict[str, str]:
    """Return users' handles, from the archive's events and from the clients' lines."""
    known = dict(
        event.body.bidder for each in archive for event in each.events if event.type in BIDS
    )
    for each in clients:
        for sends in each.sent.values():
            known |= {sent.user: sent.handle for sent in sends if sent.handle is not None}
    return known


def _event_of(bid: ArchivedBid, handles: dict[str, str]) -> Event:
    """Make an event from a bid, for an archive that has bids only."""
    bidder = (bid.bidder, handles.get(bid.bidder, ""))
    body = Body(bid_id=bid.bid_id, bidder=bidder, amount=bid.amount)
    return Event(bid.item_id, bid.seq, bid.at, BID, body)
