"""The checks of losses: events that were acknowledged and are in no history any more.

A run either may lose nothing, or it may lose events that a node named in its log. In the second case the
clients' lines about a lost history are put apart, so that the other checks judge the history that remained.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from loadtest.audit.case import BID, Case
from loadtest.audit.checks.promises import too_low_faults
from loadtest.audit.checks.screens import item_faults, state_faults
from loadtest.audit.record import NamedLoss
from loadtest.audit.replay.model import ENDED, History
from loadtest.evidence import Answer, ItemSeen, Saw

_Line = TypeVar("_Line", Answer, Saw)


def set_aside_events(case: Case) -> Iterator[list[str]]:
    """L: nothing was set aside, or a node named it as lost."""
    faults = []
    for event in case.archive.set_aside:
        name = f"number {event.seq} of epoch {event.epoch} was set aside"
        if not case.may_lose:
            faults.append(f"{name}, and nothing may be lost")
        elif not is_named(case.losses, event.seq):
            faults.append(f"{name}, and no node named it as lost")
    yield faults


def refused_entries(case: Case) -> Iterator[list[str]]:
    """L: the archive refused no journal entry."""
    yield [f"the archive refused a journal entry: {each.reason}" for each in case.archive.refused]


def named_losses(case: Case) -> Iterator[list[str]]:
    """L: no node named a loss where nothing may be lost."""
    named = [] if case.may_lose else case.losses
    yield [
        f"a node named the numbers {loss.first} to {loss.last} as lost, and nothing may be lost"
        for loss in named
    ]


def numbers(case: Case) -> Iterator[list[str]]:
    """M: by all answers and messages, a number belongs to one bid; two make a mixture of histories."""
    bids: dict[int, set[str]] = {}
    for answers in case.clients.accepted.values():
        for answer in answers:
            bids.setdefault(answer.seq or 0, set()).add(answer.bid_id)
    for messages in case.clients.messages.values():
        for saw in messages:
            for seq, bid_id, *_ in saw.bids:
                bids.setdefault(seq, set()).add(bid_id)
    for seq in sorted(bids):
        mixed = f"number {seq} belongs to several bids, as in two histories: {_few(bids[seq])}"
        yield [mixed] if len(bids[seq]) > 1 else []


def notices(case: Case) -> Iterator[list[str]]:
    """C: the bidder of a lost bid was notified, if connected and known, and nobody else was.

    A bid that was sent again and is in the archive needs no notice, and may have had one before.
    """
    clients, faults = case.clients, []
    for bid_id in sorted(clients.lost | clients.notified.keys()):
        bidders = {sent.user for sent in clients.sent.get(bid_id, [])}
        received = clients.notified.get(bid_id, [])
        notified = {notice.user for notice in received}
        accepted_at = min((row.at for row in case.bids_by_id.get(bid_id, [])), default=None)
        if bid_id in clients.lost - clients.unknown and accepted_at is None:
            missed = sorted(bidders & case.listening - notified)
            faults += [f"{user} was never notified that bid {bid_id} was lost" for user in missed]
        if accepted_at is not None and any(notice.t > accepted_at for notice in received):
            faults.append(f"the loss of bid {bid_id} was notified, and it is in the archive")
        strangers = sorted(notified - bidders)
        faults += [f"{user} was notified of the bid {bid_id} of another" for user in strangers]
    yield faults


def is_named(losses: Sequence[NamedLoss], seq: int | None) -> bool:
    """Return whether a number is among the named losses."""
    return seq is not None and any(loss.first <= seq <= loss.last for loss in losses)


def _has_content(case: Case, seq: int | None) -> bool:
    """Return whether a node had more than the number of a lost event.

    A loss with content may leave numbers of its range to another history, of which nothing else is known.
    """
    with_content = [each for each in case.losses if not each.only_numbers and each.all_are_meant]
    if is_named(with_content, seq) or any(each.seq == seq for each in case.archive.set_aside):
        return True
    return not is_named([each for each in case.losses if each.only_numbers], seq)


def put_apart(case: Case) -> None:
    """Remove the lines about lost events from an item's records, and note the lost bids.

    A line is about lost events if its number is among the named losses and the history contradicts it.
    """
    clients, losses, history = case.clients, case.losses, case.history
    archived = {
        step.event.seq: step.event.body.bid_id for step in history.steps if step.event.type == BID
    }

    def is_lost(answer: Answer) -> bool:
        # Unlike the bids that are shown, those of clients include raised maxima.
        rows = case.bids_by_id.get(answer.bid_id, [])
        return is_named(losses, answer.seq) and all(row.seq != answer.seq for row in rows)

    def refused_before(answer: Answer) -> bool:
        if not is_named(losses, answer.seq):
            return False
        sends = clients.sent.get(answer.bid_id)
        if answer.code == "too_low" and sends:
            return any(too_low_faults(history, answer, sends))
        return _differs(history, answer.seq, answer.price)

    def shows_lost(saw: Saw) -> bool:
        if any(
            is_named(losses, seq) and archived.get(seq) != bid_id for seq, bid_id, *_ in saw.bids
        ):
            return True
        return is_named(losses, saw.seq) and any(state_faults(case, saw))

    def shows_lost_item(seen: ItemSeen) -> bool:
        # An outcome is never excused: it may be shown only once it is certain.
        if seen.status in ENDED:
            return False
        return is_named(losses, seen.seq) and any(item_faults(case, seen))

    accepted = clients.accepted.items()
    clients.lost = {bid_id for bid_id, answers in accepted if any(map(is_lost, answers))}
    clients.unknown = {
        bid_id
        for bid_id in clients.lost
        if not any(_has_content(case, answer.seq) for answer in clients.accepted[bid_id])
    }
    clients.accepted = _without(clients.accepted, is_lost)
    clients.refused = _without(clients.refused, refused_before)
    clients.messages = _without(clients.messages, shows_lost)
    clients.items = [seen for seen in clients.items if not shows_lost_item(seen)]


def _differs(history: History, seq: int | None, price: int | None) -> bool:
    state = history.states.get(seq or 0)
    return state is None or state.price != price


def _without(
    lines: Mapping[str, list[_Line]], drops: Callable[[_Line], bool]
) -> dict[str, list[_Line]]:
    """Drop lines by key; a key without lines goes, too."""
    kept = {key: [line for line in each if not drops(line)] for key, each in lines.items()}
    return {key: each for key, each in kept.items() if each}


def _few(bid_ids: set[str]) -> str:
    return ", ".join(sorted(bid_ids)[:5])
