"""L, D and P: what clients were promised against what was kept.

Every check yields, for each thing it looks at, what is wrong with it: an empty list if nothing is.
"""

from collections.abc import Iterator
from itertools import groupby

from loadtest.audit.case import BID, Case
from loadtest.audit.model import ENDED, History
from loadtest.audit.record import ArchivedBid
from loadtest.evidence import Answer, Sent


def acknowledged_bids(case: Case) -> Iterator[list[str]]:
    """L: every acknowledged bid is in the archive, with the same number and figures."""
    for bid_id, answers in case.told.accepted.items():
        rows = case.bids_by_id.get(bid_id)
        if not rows:
            seq = answers[0].seq
            yield [f"bid {bid_id} was acknowledged as number {seq} and is not in the archive"]
            continue
        row, answer = rows[0], answers[0]
        faults = []
        if row.seq != answer.seq:
            faults.append(
                f"bid {bid_id} was acknowledged as number {answer.seq}, kept as {row.seq}"
            )
        price = case.autos_by_id.get(bid_id, row).amount
        if price != answer.price:
            faults.append(f"bid {bid_id} was acknowledged at {answer.price}, kept at {price}")
        yield faults


def archived_rows(case: Case) -> Iterator[list[str]]:
    """L: the archive's bids are those of its events."""
    if not case.history.eventful:
        return
    of_events = {
        (e.seq, e.body.bid_id, e.body.bidder[0], e.body.amount, e.at)
        for e in case.kept.events
        if e.type == BID
    }
    of_rows = {(bid.seq, bid.bid_id, bid.bidder, bid.amount, bid.at) for bid in case.kept.bids}
    for figures in sorted(of_events | of_rows):
        name = f"bid {figures[1]} (number {figures[0]})"
        if figures not in of_rows:
            yield [f"{name} is an event of the archive, and not among its bids"]
        elif figures not in of_events:
            yield [f"{name} is among the archive's bids, and not among its events"]
        else:
            yield []


def standings(case: Case) -> Iterator[list[str]]:
    """L: the archive's summary of an item is what its events add up to."""
    standing, final = case.kept.standing, case.history.final
    if standing is None:
        if case.history.eventful:
            yield ["the archive has no row for it"]
        return
    kept = (standing.seq, standing.price, standing.leader, standing.bid_count, standing.status)
    folded = (final.seq, final.price, final.leader, final.bid_count, final.status)
    yield _differences("the archive's row", kept, "its events", folded)


def hot_states(case: Case) -> Iterator[list[str]]:
    """L: the hot state is where the archive is."""
    hot, final = case.hot, case.history.final
    same_bidder = case.same_bidder(hot.leader, final.leader)
    leader = final.leader if same_bidder else hot.leader
    status = hot.status if case.history.eventful else final.status
    shown = (hot.seq, hot.price, leader, hot.bid_count, status)
    folded = (final.seq, final.price, final.leader, final.bid_count, final.status)
    yield _differences("the hot state", shown, "the archive", folded)


def bid_ids(case: Case) -> Iterator[list[str]]:
    """D: a bid_id has one effect and one answer."""
    for bid_id in sorted(case.told.sent.keys() | case.bids_by_id.keys()):
        rows = case.bids_by_id.get(bid_id, [])
        accepted = case.told.accepted.get(bid_id, [])
        faults = []
        if len(rows) > 1:
            numbers = ", ".join(str(row.seq) for row in rows)
            faults.append(f"bid {bid_id} is in the archive {len(rows)} times: as number {numbers}")
        if len({_figures(answer) for answer in accepted}) > 1:
            faults.append(f"bid {bid_id} was accepted with {_both(accepted)}")
        yield faults


def bids_sent_again(case: Case) -> Iterator[list[str]]:
    """D: sent again, a bid_id in effect is answered as before; with other figures it is refused."""
    for bid_id, sends in case.told.sent.items():
        if len(sends) < 2:
            continue
        row = next(iter(case.bids_by_id.get(bid_id, [])), None)
        accepted = case.told.accepted.get(bid_id, [])
        refused = case.told.refused.get(bid_id, [])
        same = [sent for sent in sends if row is not None and _is(sent, row)]
        faults = []
        if row is not None and len(accepted) > len(same):
            faults.append(f"bid {bid_id} was accepted with other figures than those in effect")
        for answer in refused:
            if answer.code == "bid_id_reused" and len(same) == len(sends):
                faults.append(f"bid {bid_id} was refused as reused, and was always the same")
            elif row is not None and _after_effect(answer, row):
                faults.append(f"bid {bid_id} was refused as {answer.code} and was in effect")
        yield faults


def archived_bids(case: Case) -> Iterator[list[str]]:
    """P: what is in the archive was sent, and was not refused for good."""
    for bid_id, rows in case.bids_by_id.items():
        sends = case.told.sent.get(bid_id, [])
        refusals = case.told.refused.get(bid_id, [])
        if not any(_is(sent, rows[0]) for sent in sends):
            yield [f"bid {bid_id} (number {rows[0].seq}) is in the archive and was never sent so"]
        elif len(refusals) >= len(sends):
            code = refusals[0].code
            yield [f"bid {bid_id} (number {rows[0].seq}) is in the archive and was refused: {code}"]
        else:
            yield []


def refusals(case: Case) -> Iterator[list[str]]:
    """P: a refusal says what was so."""
    for bid_id, answers in case.told.refused.items():
        for answer in answers:
            faults = _refusal_faults(case, answer)
            yield [f"bid {bid_id} was refused as {answer.code}{fault}" for fault in faults]


def _refusal_faults(case: Case, answer: Answer) -> Iterator[str]:
    sends = case.told.sent.get(answer.bid_id)
    if not sends:
        yield " and was never sent"
    elif answer.code == "too_low":
        yield from _too_low_faults(case.history, answer, min(sent.amount for sent in sends))
    elif answer.code == "bid_id_reused" and answer.bid_id not in case.bids_by_id:
        yield " and was never in effect"
    elif case.history.eventful and not _was_so(case.history, answer.code):
        yield ", which the item never was"


def _too_low_faults(history: History, answer: Answer, amount: int) -> Iterator[str]:
    if answer.seq is None:
        yield " without the number of that moment"
        return
    state = history.states.get(answer.seq)
    if state is None:
        yield f" at number {answer.seq}, which never was"
        return
    minimum = history.rules.minimum(state)
    if amount >= minimum:
        yield f" at number {answer.seq}: its amount was {amount}, the minimum {minimum}"
    if (answer.price, answer.minimum) != (state.price, minimum):
        told = f"price {answer.price}, minimum {answer.minimum}"
        yield f" with {told}; at number {answer.seq} they were {state.price} and {minimum}"


def _was_so(history: History, code: str | None) -> bool:
    match code:
        case "closed":
            return bool(history.statuses & ENDED)
        case "paused":
            return "paused" in history.statuses
        case "not_open":
            return "scheduled" in history.statuses
        case _:
            return True


def _after_effect(answer: Answer, row: ArchivedBid) -> bool:
    """Tell whether a refusal was decided when the bid was already in effect."""
    if answer.code == "too_low":
        return answer.seq is not None and answer.seq >= row.seq
    return answer.code == "closed"


def _is(sent: Sent, row: ArchivedBid) -> bool:
    return (sent.user, sent.amount) == (row.bidder, row.amount)


def _figures(answer: Answer) -> tuple[object, ...]:
    return answer.seq, answer.price, answer.minimum, answer.leading, answer.ends_at


def _both(answers: list[Answer]) -> str:
    different = [next(group) for _, group in groupby(answers, key=_figures)]
    return " and with ".join(f"number {a.seq}, price {a.price}" for a in different)


def _differences(
    one: str, figures: tuple[object, ...], other: str, others: tuple[object, ...]
) -> list[str]:
    names = ("number", "price", "leader", "bid count", "status")
    return [
        f"{one} has {name} {figure}, {other} {another}"
        for name, figure, another in zip(names, figures, others, strict=True)
        if figure != another
    ]
