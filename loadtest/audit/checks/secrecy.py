"""The check of sealed items: what an offer has changed is shown to nobody before the close.

An item's public number counts its public events alone until then, so a number tells whether a message is
from before the close: the number of the close counts every event.
"""

from collections.abc import Iterator

from loadtest.audit.case import Case
from loadtest.audit.record import Event
from loadtest.audit.replay.formats import OFFER

SEALED = frozenset({"sealed_first", "sealed_second", "uniform"})
REVEALED = frozenset({"sold", "unsold"})
_SECRET = frozenset({OFFER, "BidLeft"})


def sealed_items(case: Case) -> Iterator[list[str]]:
    """C: until its close a sealed item shows its start price, no bidder, no bid and no secret number."""
    if case.terms.format not in SEALED:
        return
    for seen in case.clients.items:
        if seen.status not in REVEALED:
            yield _faults(
                case, seen.watcher, (seen.price, seen.leader, len(seen.winners)), seen.seq
            )
    closed = _close(case)
    for watcher, messages in case.clients.messages.items():
        for saw in messages:
            if closed is None or saw.seq < closed.seq:
                shown = (saw.price, saw.leader, saw.bid_count + len(saw.bids))
                yield _faults(case, watcher, shown, saw.seq)
    for bid_id, answers in case.clients.accepted.items():
        for answer in answers:
            shown = (answer.price or case.terms.start_price, None, 0)
            yield _faults(case, f"the sender of {bid_id}", shown, answer.seq or 0)


def last_number(case: Case) -> int:
    """Return the number that last screens show: offers of a sealed item that never closes are secret."""
    if case.terms.format in SEALED and _close(case) is None:
        return _public_events(case)
    return max((event.seq for event in case.archive.events), default=0)


def _faults(case: Case, watcher: str, shown: tuple[int, str | None, int], seq: int) -> list[str]:
    faults = []
    if shown != (case.terms.start_price, None, 0):
        price, leader, count = shown
        faults.append(f"{watcher} was shown {price}, {leader} and {count} bids of a sealed item")
    # The archive lacks the public events that were lost.
    if seq > _public_events(case) and not (case.may_lose and case.losses):
        faults.append(f"{watcher} was shown number {seq} of a sealed item, which counts its offers")
    return faults


def _public_events(case: Case) -> int:
    """Return the number of public events before the close."""
    closed = _close(case)
    return sum(
        not _is_secret(event)
        for event in case.archive.events
        if closed is None or event.seq < closed.seq
    )


def _is_secret(event: Event) -> bool:
    return event.type in _SECRET or event.body.hidden


def _close(case: Case) -> Event | None:
    return next((event for event in case.archive.events if event.type == "ItemClosed"), None)
