"""The audit's own model of an ascending auction with visible bids. Pure; it uses nothing of the server.

A retraction may leave a leader whose bid is higher than the price. From then on that bid is a maximum,
which answers lower bids with automatic ones.

`replay` folds an item's events and collects the faults of each. It accepts a wrong event as it is and
continues, so that one fault is reported once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from loadtest.audit.record import Event
from loadtest.audit.replay.amendments import listing_after, with_rules
from loadtest.audit.replay.bids import after_bid, auto_faults, bid_faults, raise_faults
from loadtest.audit.replay.ledger import RAISE, Ledger
from loadtest.audit.replay.left_bids import LeftBids
from loadtest.audit.replay.rules import Rules, State

LIVE = frozenset({"open", "closing"})
ENDED = frozenset({"sold", "unsold", "cancelled", "deleted"})
OUTCOMES = frozenset({"ItemClosed", "ItemCancelled"})
REMOVALS = frozenset({"BidsRetracted", "BidVoided"})
"""Events after which bids no longer stand."""

_ALLOWED_IN = {
    "ItemScheduled": frozenset({"unknown"}),
    "ListingAmended": LIVE | {"scheduled", "paused", "sold", "unsold", "cancelled"},
    "ItemDeleted": frozenset({"scheduled"}),
    "ItemOpened": frozenset({"scheduled"}),
    "BidAccepted": LIVE,
    RAISE: LIVE,
    "BidLeft": frozenset({"scheduled"}),
    "BidDropped": LIVE | {"scheduled", "sold"},
    "BidsRetracted": LIVE | {"paused", "scheduled"},
    "BidVoided": LIVE | {"paused", "scheduled"},
    "AskingSet": LIVE | {"paused"},
    "NoticeGiven": LIVE | {"scheduled", "paused"},
    "ItemReopened": frozenset({"sold", "unsold"}),
    "ItemAwarded": frozenset({"sold"}),
    "ItemExtended": LIVE | {"scheduled", "paused"},
    "EndShifted": LIVE | {"scheduled"},
    "ItemPaused": LIVE | {"scheduled"},
    "ItemResumed": frozenset({"paused", "scheduled"}),
    "ItemWarned": frozenset({"open"}),
    "ItemClosed": LIVE | {"paused"},
    "ItemCancelled": LIVE | {"scheduled", "paused"},
    "BiddersBlocked": LIVE | {"scheduled", "paused", "sold", "unsold"},
}
_LEADS_TO = {
    "ItemScheduled": "scheduled",
    "ItemOpened": "open",
    "BidAccepted": "open",
    "ItemPaused": "paused",
    "ItemResumed": "open",
    "ItemWarned": "closing",
    "ItemCancelled": "cancelled",
    "ItemDeleted": "deleted",
    "ItemReopened": "open",
}


@dataclass(frozen=True, slots=True)
class Step:
    """An event, the item after it, and the event's faults."""

    event: Event
    state: State
    faults: list[str]


@dataclass(frozen=True, slots=True)
class History:
    """The replay of an item. `states` is by seq, with 0 before the first event.

    Without `has_events` the archive has bids only.
    """

    rules: Rules
    steps: list[Step]
    states: dict[int, State]
    statuses: frozenset[str]
    has_events: bool

    @property
    def final(self) -> State:
        """The item after the last event."""
        return self.steps[-1].state if self.steps else self.states[0]


def replay(rules: Rules, events: Iterable[Event], *, has_events: bool) -> History:
    """Fold events in the order of their numbers. Without `has_events` they are bids on an open item."""
    status = "unknown" if has_events else "open"
    state = State(0, 0, status, rules.start_price, None, 0, rules.ends_at)
    states, steps, ledger, left = {0: state}, [], Ledger(), LeftBids()
    listed: Rules | None = None
    for event in sorted(events, key=lambda event: event.seq):
        faults = [*_number_faults(state, event), *_event_faults(rules, state, event)]
        if event.type in {"BidAccepted", RAISE}:
            ledger.add(event)
        is_seen = not left.removes(event)
        faults += left.add(event)
        if event.type in REMOVALS and is_seen:
            now = state.paused_at if state.status == "paused" else event.at
            if event.type == "BidVoided":
                faults += ledger.faults_of_void(event)
            else:
                faults += ledger.faults(event, state.ends_at, now)
            ledger.remove(event)
            faults += _resolution_faults(rules, ledger, event)
        before = rules
        rules, listed, amended = listing_after(rules, listed, state, event)
        faults += amended
        state = states[event.seq] = _evolve(rules, state, event, ledger)
        if rules is not before:
            state = states[event.seq] = with_rules(state, before, rules)
        steps.append(Step(event, state, faults))
    if left.opened and left.waiting:
        steps[-1].faults.append("bids that were left were neither taken nor dropped")
    if state.due_end is not None:
        steps[-1].faults.append(f"the end was not moved to {state.due_end} by the late bid")
    statuses = frozenset(state.status for state in states.values())
    return History(rules, steps, states, statuses, has_events)


def _number_faults(state: State, event: Event) -> Iterator[str]:
    missing = event.seq - state.seq - 1
    if missing < 0:
        yield "its number was used before"
    if missing > 0:
        yield f"{missing} missing before it, from number {state.seq + 1} on"
    if event.at < state.at:
        yield f"its time {event.at} is before {state.at}, the time of the event before it"


def _event_faults(rules: Rules, state: State, event: Event) -> Iterator[str]:
    allowed = _ALLOWED_IN.get(event.type)
    if allowed is None:
        yield "its type is unknown"
    elif state.status not in allowed:
        yield f"it is not allowed while the item is {state.status}"
    if state.due_end is not None and event.type != "ItemExtended":
        yield f"the end was not moved to {state.due_end} by the late bid before it"
    if state.due_auto is not None and not (event.type == "BidAccepted" and event.body.auto):
        yield f"the leader's maximum did not answer at {state.due_auto.amount} before it"
    if event.type == "BidAccepted" and event.body.auto:
        yield from auto_faults(state, event)
    elif event.type == "BidAccepted":
        yield from bid_faults(rules, state, event)
    elif event.type == RAISE:
        yield from raise_faults(state, event)
    elif event.type == "EndShifted":
        yield from _shift_faults(state, event)
    elif event.type in {"AskingSet", "ItemClosed"}:
        yield from _house_faults(rules, state, event)
    elif event.type in {"ItemExtended", "ItemResumed"}:
        yield from _end_faults(state, event)


def _house_faults(rules: Rules, state: State, event: Event) -> Iterator[str]:
    """Yield the faults of an asking price or a close, on which the house decides."""
    body = event.body
    if event.type == "AskingSet":
        if body.asking < (state.price + 1 if state.leader else rules.start_price):
            yield f"it asks for {body.asking} at the price {state.price}"
    elif state.status == "paused" and not (body.passed or body.status == "sold"):
        yield "it ends a paused item that was neither passed nor sold"


def _resolution_faults(rules: Rules, ledger: Ledger, event: Event) -> Iterator[str]:
    lead, body = ledger.lead(rules.start_price, rules.step), event.body
    leader = body.leader[0] if body.leader else None
    if (leader, body.price) != (lead.user, lead.price):
        expected = f"{lead.user} at {lead.price}"
        yield f"it leaves {leader} leading at {body.price}; by the remaining bids it is {expected}"


def _end_faults(state: State, event: Event) -> Iterator[str]:
    end = event.body.ends_at
    if event.type == "ItemResumed" and state.status == "scheduled":
        if state.ends_at is not None and (end is None or end < state.ends_at):
            yield f"it brings the end forward, from {state.ends_at} to {end}"
    elif event.type == "ItemResumed":
        expected = None if state.ends_at is None else state.ends_at + event.at - state.paused_at
        if end != expected:
            yield f"it moves the end to {end}; with the pause added it is {expected}"
    elif state.due_end is not None:
        if (end, event.at) != (state.due_end, state.at):
            yield f"it moves the end to {end}; the late bid moves it to {state.due_end}"
    elif end is None or end <= max(event.at, state.ends_at or 0):
        yield f"it brings the end forward, from {state.ends_at} to {end}"


def _evolve(rules: Rules, state: State, event: Event, ledger: Ledger) -> State:
    status = _LEADS_TO.get(event.type, state.status)
    if state.status == "scheduled" and event.type in {"ItemPaused", "ItemResumed"}:
        status = "scheduled"
    after = replace(state, seq=event.seq, at=event.at, status=status, due_end=None, due_auto=None)
    match event.type:
        case "BidAccepted":
            return after_bid(rules, state, after, event)
        case "MaxRaised":
            return replace(after, most=max(state.most, event.body.most))
        case "BidsRetracted" | "BidVoided":
            lead = ledger.lead(rules.start_price, rules.step)
            return replace(after, price=lead.price, leader=lead.user, most=lead.most, asking=None)
        case "AskingSet":
            return replace(after, asking=event.body.asking)
        case "ItemExtended" | "ItemResumed" | "ItemReopened":
            return replace(after, ends_at=event.body.ends_at)
        case "EndShifted":
            until = max(state.shifted_until, event.body.until)
            return replace(after, ends_at=event.body.ends_at, shifted_until=until)
        case "ItemPaused":
            return replace(after, paused_at=event.at)
        case "BiddersBlocked":
            blocked = set(event.body.user_ids)
            now = state.blocked | blocked if event.body.blocked else state.blocked - blocked
            return replace(after, blocked=now)
        case "ItemClosed":
            return replace(after, status=event.body.status, asking=None)
        case _:
            return after


def _shift_faults(state: State, event: Event) -> Iterator[str]:
    since, until = event.body.since, event.body.until
    if event.body.cause == "group":
        if state.ends_at is None or (event.body.ends_at or 0) <= state.ends_at:
            yield f"it moves the end from {state.ends_at} to {event.body.ends_at}, not to a later one"
        return
    if not since < until <= event.at:
        yield f"it makes up for an outage from {since} to {until}, which is not before it"
    if since < state.shifted_until:
        yield f"it makes up for an outage from {since} on, and one until {state.shifted_until} was"
    if state.ends_at is not None and (event.body.ends_at or 0) < state.ends_at + until - since:
        yield f"it moves the end from {state.ends_at} to {event.body.ends_at}, by too little"
