"""L, P and C: bids that were taken back, against what was promised, asked for and shown.

Every check yields, for each thing it looks at, what is wrong with it: an empty list if nothing is.
"""

from collections.abc import Iterator

from loadtest.audit.case import RETRACTION, Case
from loadtest.audit.record import Event
from loadtest.evidence import Saw

TOLD_MAX = 200
"""Numbers of bids that one message tells to be gone."""


def acknowledged(case: Case) -> Iterator[list[str]]:
    """L: a bid that was acknowledged to be taken back is gone by the archive."""
    gone = {bid_id for event in _events(case) for bid_id in event.body.bid_ids}
    for asked in case.told.take_backs:
        if asked.ok:
            lost = f"bid {asked.bid_id} was taken back by number {asked.seq} and still counts"
            yield [] if asked.bid_id in gone else [lost]


def asked_for(case: Case) -> Iterator[list[str]]:
    """P: whatever was taken back, its bidder asked for."""
    asked = {(asked.user, asked.bid_id) for asked in case.told.take_backs if asked.ok is not False}
    for event in _events(case):
        user = event.body.bidder[0]
        wanted = any((user, bid_id) in asked for bid_id in event.body.bid_ids)
        yield [] if wanted else [f"number {event.seq} takes back bids of {user}, who never asked"]


def shown(case: Case) -> Iterator[list[str]]:
    """C: a message shows those bids as gone that were, and tells all that went in its events."""
    events = _events(case)
    for watcher, messages in case.told.messages.items() if events else ():
        for saw in messages:
            yield [f"{watcher} got a message that {fault}" for fault in _faults(events, saw)]


def learned(case: Case) -> Iterator[list[str]]:
    """C: whoever watched when bids went has learned of it, or got a snapshot afterwards."""
    events = _events(case)
    for watcher, messages in case.told.messages.items() if events else ():
        told = {seq for saw in messages for seq in saw.retracted}
        starts = [messages[0].from_seq, *(saw.from_seq for saw in messages if not saw.complete)]
        last = max(saw.seq for saw in messages)
        due = {
            seq
            for event in events
            if max(starts) <= event.seq <= last
            for seq in event.body.seqs[-TOLD_MAX:]
        }
        missing = sorted(due - told)
        yield [f"{watcher} never learned that {missing[:5]} are gone"] if missing else []


def _events(case: Case) -> list[Event]:
    return [event for event in case.kept.events if event.type == RETRACTION]


def _faults(events: list[Event], saw: Saw) -> Iterator[str]:
    gone = {seq for event in events if event.seq <= saw.seq for seq in event.body.seqs}
    told = set(saw.retracted)
    due = {seq for seq, *_ in saw.bids} & gone
    if saw.complete:
        went = {seq for e in events if saw.from_seq <= e.seq <= saw.seq for seq in e.body.seqs}
        due |= set(sorted(went)[-TOLD_MAX:])
    if wrong := sorted(told - gone):
        yield f"shows {wrong[:5]} as gone at number {saw.seq}; they stood"
    if missing := sorted(due - told):
        yield f"covers {saw.from_seq} to {saw.seq} and doesn't show {missing[:5]} as gone"
