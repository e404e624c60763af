"""The checks of L, D and P: the answers to clients against the archive.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from loadtest.audit.case import BIDS, Case
from loadtest.audit.record import ArchivedBid
from loadtest.audit.replay.model import ENDED, History
from loadtest.evidence import Answer, Sent


def acknowledged_bids(case: Case) -> Iterator[list[str]]:
    """L: every acknowledged bid is in the archive, with the same number and price."""
    for bid_id, answers in case.clients.accepted.items():
        rows = case.bids_by_id.get(bid_id)
        if not rows:
            seq = answers[0].seq
            yield [f"bid {bid_id} was acknowledged as number {seq} and is not in the archive"]
            continue
        row, answer = rows[0], answers[0]
        faults = []
        if row.seq != answer.seq:
            faults.append(
                f"bid {bid_id} was acknowledged as number {answer.seq}, archived as {row.seq}"
            )
        price = _price_after(case, row)
        if price != answer.price:
            faults.append(f"bid {bid_id} was acknowledged at {answer.price}, archived at {price}")
        yield faults


def acknowledged_in_other_formats(case: Case) -> Iterator[list[str]]:
    """L: every acknowledged bid is in the archive, unless nodes have named losses of the item.

    An answer about a sealed item has no number of the history, so it isn't compared with a loss. If nodes
    knew nothing but the number of one of them, it may be this bid's.
    """
    for bid_id in case.clients.accepted:
        if bid_id in case.bids_by_id:
            yield []
        elif case.may_lose and case.losses:
            case.clients.lost.add(bid_id)
            if any(loss.only_numbers for loss in case.losses):
                case.clients.unknown.add(bid_id)
            yield []
        else:
            yield [f"bid {bid_id} was acknowledged and is not in the archive"]


def archived_rows(case: Case) -> Iterator[list[str]]:
    """L: the archive's bids are those of its events."""
    if not case.history.has_events:
        return
    of_events = {
        (e.seq, e.body.bid_id, e.body.bidder[0], e.body.amount, e.at)
        for e in case.archive.events
        if e.type in BIDS
    }
    of_rows = {(bid.seq, bid.bid_id, bid.bidder, bid.amount, bid.at) for bid in case.archive.bids}
    for bid in sorted(of_events | of_rows):
        name = f"bid {bid[1]} (number {bid[0]})"
        if bid not in of_rows:
            yield [f"{name} is an event of the archive, and not among its bids"]
        elif bid not in of_events:
            yield [f"{name} is among the archive's bids, and not among its events"]
        else:
            yield []


def archived_items(case: Case) -> Iterator[list[str]]:
    """L: the archive's row of an item agrees with its events."""
    row, final = case.archive.row, case.history.final
    if row is None:
        if case.history.has_events:
            yield ["the archive has no row for it"]
        return
    stored = (row.seq, row.price, row.leader, row.bid_count, row.status)
    folded = (final.seq, final.price, final.leader, final.bid_count, final.status)
    yield _differences("the archive's row", stored, "its events", folded)


def hot_states(case: Case) -> Iterator[list[str]]:
    """L: the hot state agrees with the archive."""
    hot, final = case.hot, case.history.final
    same_bidder = case.same_bidder(hot.leader, final.leader)
    leader = final.leader if same_bidder else hot.leader
    status = hot.status if case.history.has_events else final.status
    shown = (hot.seq, hot.price, leader, hot.bid_count, status)
    folded = (final.seq, final.price, final.leader, final.bid_count, final.status)
    yield _differences("the hot state", shown, "the archive", folded)


def bid_ids(case: Case) -> Iterator[list[str]]:
    """D: a bid_id has one effect and one answer."""
    for bid_id in sorted(case.clients.sent.keys() | case.bids_by_id.keys()):
        rows = case.bids_by_id.get(bid_id, [])
        accepted = case.clients.accepted.get(bid_id, [])
        faults = []
        if len(rows) > 1:
            numbers = ", ".join(str(row.seq) for row in rows)
            faults.append(f"bid {bid_id} is in the archive {len(rows)} times: as number {numbers}")
        if len({_fields(answer) for answer in accepted}) > 1:
            faults.append(f"bid {bid_id} was accepted with {_both(accepted)}")
        yield faults


def bids_sent_again(case: Case) -> Iterator[list[str]]:
    """D: a bid_id in effect that is sent again gets the same answer; with other fields it is refused."""
    for bid_id, sends in case.clients.sent.items():
        if len(sends) < 2:
            continue
        row = next(iter(case.bids_by_id.get(bid_id, [])), None)
        accepted = case.clients.accepted.get(bid_id, [])
        refused = case.clients.refused.get(bid_id, [])
        same = [sent for sent in sends if row is not None and _is(case, sent, row)]
        faults = []
        if row is not None and len(accepted) > len(same):
            faults.append(f"bid {bid_id} was accepted with other fields than the bid in effect")
        for answer in refused:
            if answer.code == "bid_id_reused" and len(same) == len(sends):
                faults.append(f"bid {bid_id} was refused as reused, and was always the same bid")
            elif row is not None and _after_effect(answer, row):
                faults.append(f"bid {bid_id} was refused as {answer.code} and was in effect")
        yield faults


def archived_bids(case: Case) -> Iterator[list[str]]:
    """P: an archived bid was sent, and was not refused every time."""
    for bid_id, rows in case.bids_by_id.items():
        sends = case.clients.sent.get(bid_id, [])
        refusals = case.clients.refused.get(bid_id, [])
        if not any(_is(case, sent, rows[0]) for sent in sends):
            yield [
                f"bid {bid_id} (number {rows[0].seq}) is in the archive and was never sent like this"
            ]
        elif len(refusals) >= len(sends):
            code = refusals[0].code
            yield [f"bid {bid_id} (number {rows[0].seq}) is in the archive and was refused: {code}"]
        else:
            yield []


def refusals(case: Case) -> Iterator[list[str]]:
    """P: a refusal states the truth."""
    for bid_id, answers in case.clients.refused.items():
        for answer in answers:
            faults = _refusal_faults(case, answer)
            yield [f"bid {bid_id} was refused as {answer.code}{fault}" for fault in faults]


def _price_after(case: Case, row: ArchivedBid) -> int:
    """Return the price after a bid and the automatic bid that answered it; a raised maximum moves none."""
    if row.bid_id in case.raised:
        return case.history.states[row.seq].price
    return case.autos_by_id.get(row.bid_id, row).amount


def _refusal_faults(case: Case, answer: Answer) -> Iterator[str]:
    sends = case.clients.sent.get(answer.bid_id)
    if not sends:
        yield " and was never sent"
    elif answer.code == "too_low":
        yield from too_low_faults(case.history, answer, sends)
    elif answer.code == "bid_id_reused" and answer.bid_id not in case.bids_by_id:
        yield " and was never in effect"
    elif answer.code == "paused" and case.may_lose and case.losses:
        # A pause may be among the named losses, and the refusal has no number to compare with them.
        return
    elif case.history.has_events and not _was_possible(case.history, answer.code):
        yield ", which the item never was"


def too_low_faults(history: History, answer: Answer, sends: Sequence[Sent]) -> Iterator[str]:
    """Yield what a refusal as too low says that was not so at its number."""
    if answer.seq is None:
        yield " without a number"
        return
    state = history.states.get(answer.seq)
    if state is None:
        yield f" at number {answer.seq}, which doesn't exist"
        return
    amount, minimum = min(sent.amount for sent in sends), history.rules.minimum(state)
    if sends[0].max_amount is not None and sends[0].user == state.leader:
        # A leader's own maximum has to be raised, whatever the price.
        amount, minimum = sends[0].max_amount, state.most + 1
    if amount >= minimum:
        yield f" at number {answer.seq}: its amount was {amount}, the minimum {minimum}"
    if (answer.price, answer.minimum) != (state.price, minimum):
        answered = f"price {answer.price}, minimum {answer.minimum}"
        yield f" with {answered}; at number {answer.seq} they were {state.price} and {minimum}"


def _was_possible(history: History, code: str | None) -> bool:
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
    """Return whether a refusal was decided after the bid was in effect."""
    if answer.code == "too_low":
        return answer.seq is not None and answer.seq >= row.seq
    return answer.code == "closed"


def _is(case: Case, sent: Sent, row: ArchivedBid) -> bool:
    return (sent.user, sent.amount) == (row.bidder, case.named.get(row.bid_id, row.amount))


def _fields(answer: Answer) -> tuple[object, ...]:
    return answer.seq, answer.price, answer.minimum, answer.leading, answer.ends_at


def _both(answers: list[Answer]) -> str:
    different = [next(group) for _, group in groupby(answers, key=_fields)]
    return " and with ".join(f"number {a.seq}, price {a.price}" for a in different)


def _differences(
    one: str, values: tuple[object, ...], other: str, expected: tuple[object, ...]
) -> list[str]:
    names = ("number", "price", "leader", "bid count", "status")
    return [
        f"{one} has {name} {value}, {other} {due}"
        for name, value, due in zip(names, values, expected, strict=True)
        if value != due
    ]
