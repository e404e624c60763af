"""The checks of L, P and C on retracted bids: acknowledged, requested and shown.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from collections.abc import Iterator

from loadtest.audit.case import RETRACTION, Case
from loadtest.audit.record import Event
from loadtest.audit.replay.model import REMOVALS
from loadtest.evidence import Saw

LISTED_MAX = 200
"""The largest number of retracted bids that one message lists."""


def acknowledged(case: Case) -> Iterator[list[str]]:
    """L: a bid whose retraction was acknowledged is retracted in the archive."""
    retracted = {bid_id for event in _events(case) for bid_id in event.body.bid_ids}
    for request in case.clients.retractions:
        if request.ok:
            lost = f"bid {request.bid_id} was retracted by number {request.seq} and still counts"
            yield [] if request.bid_id in retracted else [lost]


def requested(case: Case) -> Iterator[list[str]]:
    """P: every retraction was requested by the bidder. A void is the house's."""
    requests = {
        (request.user, request.bid_id)
        for request in case.clients.retractions
        if request.ok is not False
    }
    for event in _events(case):
        if event.type != RETRACTION:
            continue
        user = event.body.bidder[0]
        found = any((user, bid_id) in requests for bid_id in event.body.bid_ids)
        unasked = f"number {event.seq} retracts bids of {user} without a request"
        yield [] if found else [unasked]


def shown(case: Case) -> Iterator[list[str]]:
    """C: a message shows the right bids as retracted, including all that its own events retract."""
    events = _events(case)
    for watcher, messages in case.clients.messages.items() if events else ():
        for saw in messages:
            yield [f"{watcher} got a message that {fault}" for fault in _faults(events, saw)]


def received(case: Case) -> Iterator[list[str]]:
    """C: every watcher received each later retraction, or a snapshot after it."""
    events = _events(case)
    for watcher, messages in case.clients.messages.items() if events else ():
        listed = {seq for saw in messages for seq in saw.retracted}
        # A snapshot shows the state after its last event, without the bids before `from_seq`.
        starts = [messages[0].from_seq, *(saw.seq + 1 for saw in messages if not saw.complete)]
        last = max(saw.seq for saw in messages)
        due = {
            seq
            for event in events
            if max(starts) <= event.seq <= last
            for seq in event.body.seqs[-LISTED_MAX:]
        }
        missing = sorted(due - listed)
        yield [f"{watcher} never received the retraction of {missing[:5]}"] if missing else []


def _events(case: Case) -> list[Event]:
    return [event for event in case.archive.events if event.type in REMOVALS]


def _faults(events: list[Event], saw: Saw) -> Iterator[str]:
    retracted = {seq for event in events if event.seq <= saw.seq for seq in event.body.seqs}
    listed = set(saw.retracted)
    due = {seq for seq, *_ in saw.bids} & retracted
    if saw.complete:
        covered = {seq for e in events if saw.from_seq <= e.seq <= saw.seq for seq in e.body.seqs}
        due |= set(sorted(covered)[-LISTED_MAX:])
    if wrong := sorted(listed - retracted):
        yield f"shows {wrong[:5]} as retracted at number {saw.seq}; they were not"
    if missing := sorted(due - listed):
        yield f"covers {saw.from_seq} to {saw.seq} and doesn't show {missing[:5]} as retracted"
