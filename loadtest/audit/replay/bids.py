"""The audit's own rules of bids and raised maxima: their faults, and the item after a bid. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from loadtest.audit.record import Event
from loadtest.audit.replay.rules import Auto, Rules, State


def bid_faults(rules: Rules, state: State, event: Event) -> Iterator[str]:
    """Yield the faults of a bid that a bidder sent."""
    amount, minimum = event.body.amount, rules.minimum(state)
    yield from _entering_faults(state, event)
    if amount < minimum and not rules.buys(state, event.body.named):
        yield f"its amount {amount} is below the minimum {minimum}"
    if amount < state.price:
        yield f"the price falls from {state.price} to {amount}"


def raise_faults(state: State, event: Event) -> Iterator[str]:
    """Yield the faults of a raised maximum, which is the leader's own."""
    user, most = event.body.bidder[0], event.body.most
    yield from _entering_faults(state, event)
    if user != state.leader:
        yield f"{user} raises a maximum and does not lead; {state.leader} does"
    elif most <= state.most:
        yield f"the maximum {most} is not above {state.most}, the one before it"


def auto_faults(state: State, event: Event) -> Iterator[str]:
    """Yield the faults of an automatic bid."""
    due, bid = state.due_auto, event.body
    if due is None:
        yield "it is automatic, and no bid before it calls for one"
    elif (bid.bidder[0], bid.amount) != (due.user, due.amount):
        actual = f"{bid.bidder[0]} at {bid.amount}"
        yield f"it bids automatically for {actual}; due was {due.user} at {due.amount}"


def after_bid(rules: Rules, state: State, after: State, event: Event) -> State:
    """Return the item after a bid; `after` has what every event changes."""
    bid = event.body
    user, most = bid.bidder[0], bid.most
    if state.due_auto is not None and bid.auto:
        most = state.due_auto.most
    elif user == state.leader:
        most = max(most, state.most)
    after = replace(
        after,
        price=bid.amount,
        leader=user,
        most=most,
        bid_count=state.bid_count + 1,
        asking=None,
    )
    if not bid.auto and rules.buys(state, bid.named):
        # The item is sold with this bid: no maximum answers, and no end moves.
        return after
    if _is_beaten(rules, state, event):
        assert state.leader is not None, "only a leader's maximum beats a bid"
        answer = max(bid.amount, min(state.most, most + rules.step(most)))
        return replace(after, due_auto=Auto(state.leader, answer, state.most))
    if user == state.leader and not bid.auto:
        # A leader's own bid never moves the end.
        return after
    ends_at = rules.end_after_bid(state, event.at)
    due_end = ends_at if ends_at != state.ends_at else None
    return replace(after, ends_at=ends_at, due_end=due_end)


def _entering_faults(state: State, event: Event) -> Iterator[str]:
    if event.body.bidder[0] in state.blocked:
        yield "its bidder was blocked before"
    if state.ends_at is not None and event.at >= state.ends_at:
        yield f"its time {event.at} is not before the end {state.ends_at}"


def _is_beaten(rules: Rules, state: State, event: Event) -> bool:
    """Return whether the leader's maximum answers a bid, which is possible after a retraction."""
    bid = event.body
    if bid.auto or state.leader in (None, bid.bidder[0]):
        return False
    return rules.minimum(state) <= bid.amount and bid.most <= state.most
