"""The checks of W on charges: every winner owes what the fees of the item give, to the minor unit.

The amounts are computed here with fractions, by the rules in docs/saleroom.md.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from math import floor

from loadtest.audit.case import Case
from loadtest.audit.checks.course import latest_outcome
from loadtest.audit.record import Charge, ListedFees, Settlement, Statement, StatementLine

Won = tuple[str, int, int]
"""A winner's user id, the hammer price of a unit, and the units."""

_WHOLE = 1_000_000
"""The rate of the whole, in millionths."""
_HALF = Fraction(1, 2)


def charges(case: Case) -> Iterator[list[str]]:
    """W: a sale's results name the archived winners, each with the charge by the item's fees."""
    if not case.is_settled or not case.history.has_events:
        return
    stated = [] if case.result is None else case.result.winners
    named, won = [(each.user_id, each.amount, each.quantity) for each in stated], _won(case)
    if named != won:
        yield [f"the results name {_list(named)} as winner; the archive holds {_list(won)}"]
    fees = _fees(case)
    for line in stated:
        due = due_charge(fees, line.amount, line.quantity)
        who = f"{line.user_id} at {line.amount} for {line.quantity}"
        yield [f"{who} is charged {fault}" for fault in _differences(line, due)]


def statements(sale: Settlement) -> Iterator[list[str]]:
    """W: every winner's statement has their lines of the results and their sums, and no other."""
    owed: dict[str, list[StatementLine]] = {}
    for result in sale.results:
        for each in result.winners:
            line = StatementLine(
                *_parts(each), item_id=result.item_id, amount=each.amount, quantity=each.quantity
            )
            owed.setdefault(each.user_id, []).append(line)
    stated = {each.user_id: each for each in sale.statements}
    for user_id in sorted(owed.keys() | stated.keys()):
        yield list(_statement_faults(user_id, owed.get(user_id, []), stated.get(user_id)))
    sums, of_results = _sum(sale.statements), _sum(chain.from_iterable(owed.values()))
    whole = f"all statements have the sums {_parts(sums)}, the results {_parts(of_results)}"
    yield [] if sums == of_results else [whole]


def due_charge(fees: ListedFees | None, amount: int, quantity: int) -> Charge:
    """Compute the charge for a line; the bands of the premium apply to the price of a unit.

    Premium and tax are each rounded half up, once for the line.
    """
    hammer_price = amount * quantity
    fees = fees or ListedFees()
    premium = _half_up(_in_bands(fees.premium, amount) * quantity)
    tax_on_price = Fraction(hammer_price * fees.price_tax, _WHOLE)
    tax = _half_up(tax_on_price + Fraction(premium * fees.premium_tax, _WHOLE))
    return Charge(hammer_price, premium, tax, hammer_price + premium + tax)


def _in_bands(bands: list[tuple[int, int]], amount: int) -> Fraction:
    """Walk down from the highest band that the amount reaches."""
    premium = Fraction(0)
    for start, rate in sorted(bands, reverse=True):
        if amount > start:
            premium += Fraction((amount - start) * rate, _WHOLE)
            amount = start
    return premium


def _half_up(exact: Fraction) -> int:
    return floor(exact + _HALF)


def _fees(case: Case) -> ListedFees | None:
    """Return the fees of the item's latest listing."""
    listings = [
        step.event.body.listing
        for step in case.history.steps
        if step.event.body.listing is not None
    ]
    return listings[-1].fees if listings else None


def _won(case: Case) -> list[Won]:
    """Return the winners by the latest archived outcome, if the item is sold."""
    outcome = latest_outcome(case)
    if outcome is None or case.history.final.status != "sold":
        return []
    body = outcome.event.body
    winners = body.winners if body.winner is None else [body.winner]
    return [(each.bidder[0], each.amount, each.quantity) for each in winners]


def _statement_faults(
    user_id: str, owed: list[StatementLine], stated: Statement | None
) -> Iterator[str]:
    if stated is None:
        yield f"{user_id} has won and has no statement"
        return
    lines, due = Counter(map(_line_text, stated.lines)), Counter(map(_line_text, owed))
    yield from (f"the statement of {user_id} lacks {each}" for each in sorted(due - lines))
    yield from (f"the statement of {user_id} has also {each}" for each in sorted(lines - due))
    for fault in _differences(stated, _sum(stated.lines)):
        yield f"the sums of {user_id}'s statement are wrong: {fault}"


def _line_text(line: StatementLine) -> str:
    owed = ", ".join(map(str, _parts(line)))
    return f"{line.item_id} at {line.amount} for {line.quantity}, charged {owed}"


def _sum(charged: Iterable[Charge]) -> Charge:
    sums = [sum(parts) for parts in zip(*map(_parts, charged), strict=True)]
    return Charge(*sums) if sums else Charge(0, 0, 0, 0)


def _parts(charge: Charge) -> tuple[int, int, int, int]:
    return charge.hammer_price, charge.premium, charge.tax, charge.total


def _differences(stated: Charge, due: Charge) -> list[str]:
    names = ("the hammer price", "the premium", "the tax", "the total")
    return [
        f"{name} {value}; it is {right}"
        for name, value, right in zip(names, _parts(stated), _parts(due), strict=True)
        if value != right
    ]


def _list(winners: list[Won]) -> str:
    return (
        ", ".join(f"{user} at {amount} for {units}" for user, amount, units in winners) or "nobody"
    )
