"""The checks of M and W: every item's course and its outcome.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from collections import defaultdict
from collections.abc import Iterator

from loadtest.audit.case import BID, Case
from loadtest.audit.record import Event
from loadtest.audit.replay.formats import Lines, Sale
from loadtest.audit.replay.ledger import RAISE
from loadtest.audit.replay.model import ENDED, OUTCOMES, REMOVALS, Step
from loadtest.evidence import Winner


def events(case: Case) -> Iterator[list[str]]:
    """M: numbers have no gap, and the rules hold between every two neighbours."""
    for step in case.history.steps:
        name = f"number {step.event.seq} ({step.event.type})"
        yield [f"{name}: {fault}" for fault in step.faults]


def acceptances(case: Case) -> Iterator[list[str]]:
    """M: an acceptance has price, minimum and end right after its bid."""
    history = case.history
    decided = (step for step in history.steps if step.event.type in {BID, RAISE})
    after = {step.event.body.bid_id: step.state for step in decided}
    for bid_id, answers in case.clients.accepted.items():
        state = after.get(bid_id)
        if state is None:
            continue  # L reports it as lost.
        expected = (state.price, history.rules.minimum(state), state.ends_at)
        for answer in answers:
            answered = (answer.price, answer.minimum, answer.ends_at)
            difference = f"price, minimum and end {answered}, by the rules {expected}"
            yield [] if answered == expected else [f"bid {bid_id} was answered {difference}"]


def outcomes(case: Case) -> Iterator[list[str]]:
    """W: there is one outcome at most, unless the item was reopened.

    It names the highest bid, and the earliest of equal bids.
    """
    ends = [step.event for step in case.history.steps if step.event.type in OUTCOMES]
    if not ends:
        return
    faults = []
    reopened = sum(step.event.type == "ItemReopened" for step in case.history.steps)
    if len(ends) > 1 + reopened:
        numbers = ", ".join(str(event.seq) for event in ends)
        faults.append(f"it ended {len(ends)} times, by the numbers {numbers}")
    for event in ends:
        if event.body.passed or event.body.below_reserve:
            continue  # The house decided on it, whatever the bids give.
        named = [(won.bidder[0], won.amount) for won in event.body.winners]
        due_status, due = _due_outcome(case, event)
        if named != due:
            faults.append(
                f"number {event.seq} names {_list(named)} as winner; the rules give {_list(due)}"
            )
        if event.type == "ItemClosed" and event.body.status != due_status:
            faults.append(
                f"number {event.seq} has the status {event.body.status}; the rules give {due_status}"
            )
    yield faults


def views_of_the_outcome(case: Case) -> Iterator[list[str]]:
    """W: every client and every node shows the archived outcome."""
    if not case.history.has_events:
        return
    hot = ("the hot state", case.hot.status, case.hot.winners, case.hot.seq)
    seen = [(view.watcher, view.status, view.winners, view.seq) for view in case.clients.items]
    for watcher, status, winners, seq in [*seen, hot]:
        if status in ENDED:
            outcome = latest_outcome(case, seq)
            shown = _list([(winner.bidder, winner.amount) for winner in winners])
            archived = _difference(case, status, winners, outcome)
            yield [f"{watcher} showed it as {status}, {shown}; {archived}"] if archived else []


def latest_outcome(case: Case, seq: int | None = None) -> Step | None:
    """Return the step with the latest outcome, up to an event if `seq` names one.

    An award names another winner than the close before it.
    """
    outcomes = {*OUTCOMES, "ItemAwarded"}
    found = (step for step in reversed(case.history.steps) if step.event.type in outcomes)
    return next((step for step in found if seq is None or step.event.seq <= seq), None)


def leading_answers(case: Case) -> Iterator[list[str]]:
    """W: an accepted bid leads unless a maximum answers it, and no other bid leads at its number."""
    leaders: dict[int | None, set[str]] = defaultdict(set)
    for bid_id, answers in case.clients.accepted.items():
        for answer in answers:
            beaten = bid_id in case.autos_by_id
            if answer.leading is beaten:
                claim = "leading, beaten by a maximum" if beaten else "not leading"
                yield [f"bid {bid_id} was accepted as number {answer.seq} and {claim}"]
            if not beaten:
                leaders[answer.seq].add(bid_id)
    for seq, bid_ids in leaders.items():
        several = (
            f"{len(bid_ids)} bids were acknowledged as leading at number {seq}: {_names(bid_ids)}"
        )
        yield [several] if len(bid_ids) > 1 else []


def events_of_other_formats(case: Case) -> Iterator[list[str]]:
    """M: numbers have no gap, and each bid fits the rules of its format."""
    sale = Sale(case.terms)
    for number, event in enumerate(_in_order(case), 1):
        faults = [] if event.seq == number else [f"it should have the number {number}"]
        faults += sale.take(event)
        yield [f"number {event.seq} ({event.type}): {fault}" for fault in faults]


def outcomes_of_other_formats(case: Case) -> Iterator[list[str]]:
    """W: there is one outcome, which follows from the bids, and everybody shows it."""
    sale, ends, due = Sale(case.terms), list[Event](), Lines()
    for event in _in_order(case):
        sale.take(event)
        if event.type == "ItemClosed":
            ends.append(event)
            due = [] if event.body.passed else sale.winners()
    if not ends:
        return
    faults, body = [f"it ended {len(ends)} times"] if len(ends) > 1 else [], ends[0].body
    named = [(won.bidder[0], won.amount, won.quantity) for won in body.winners]
    if named != due or (body.status == "sold") is not bool(due):
        faults.append(f"it is {body.status} to {named}; the rules give {due}")
    won = [(case.handles.get(user), amount) for user, amount, _ in due]
    views = [("the hot state", case.hot.status, case.hot.winners)]
    views += [(each.watcher, each.status, each.winners) for each in case.clients.items]
    for watcher, status, winners in views:
        shown = [(winner.bidder, winner.amount) for winner in winners]
        if status in ENDED and (status, shown) != (body.status, won):
            faults.append(f"{watcher} showed it as {status} to {shown}; it is to {won}")
    yield faults


def _in_order(case: Case) -> list[Event]:
    return sorted(case.archive.events, key=lambda event: event.seq)


def _due_outcome(case: Case, event: Event) -> tuple[str, list[tuple[str, int]]]:
    """Compute the item's outcome from the bids alone."""
    if event.type == "ItemCancelled":
        return "cancelled", []
    retracted = [e for e in case.archive.events if e.type in REMOVALS and e.seq < event.seq]
    if retracted:
        # The highest amount may be retracted; the replay has resolved each retraction.
        state = case.history.states.get(event.seq - 1, case.history.final)
        return ("unsold", []) if state.leader is None else ("sold", [(state.leader, state.price)])
    bids = [bid for bid in case.archive.bids if bid.seq < event.seq]
    if not bids:
        return "unsold", []
    # A maximum that was left before beats the same amount, by an automatic bid behind it.
    best = max(bids, key=lambda bid: (bid.amount, bid.auto, -bid.seq))
    return "sold", [(best.bidder, best.amount)]


def _difference(case: Case, status: str, winners: list[Winner], outcome: Step | None) -> str | None:
    """Return the archive's outcome if it differs from the one that was shown."""
    if outcome is None:
        return "the archive holds no outcome"
    body = outcome.event.body
    won_by = body.winners if body.winner is None else [body.winner]
    archived = [(won.bidder[0], won.amount) for won in won_by]
    same = len(winners) == len(archived) and all(
        winner.amount == amount and case.same_bidder(winner.bidder, user)
        for winner, (user, amount) in zip(winners, archived, strict=True)
    )
    if same and status == outcome.state.status:
        return None
    return f"the archive holds {outcome.state.status}, {_list(archived)}"


def _list(winners: list[tuple[str, int]]) -> str:
    return ", ".join(f"{bidder} at {amount}" for bidder, amount in winners) or "nobody"


def _names(bid_ids: set[str]) -> str:
    return ", ".join(sorted(bid_ids)[:5])
