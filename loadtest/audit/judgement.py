"""All checks of the audit, by the letter of their invariant, and the judgement over all items."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from loadtest.audit.case import Case, ClientRecords, cases
from loadtest.audit.checks import (
    charges,
    course,
    losses,
    promises,
    retractions,
    screens,
    secrecy,
)
from loadtest.audit.record import Evidence, Settlement
from loadtest.evidence import Saw

Check = Callable[[Case], Iterator[list[str]]]
SaleCheck = Callable[[Settlement], Iterator[list[str]]]

INVARIANTS = {
    "L": "every acknowledged bid is in the archive, once and as it was acknowledged",
    "D": "a bid_id has one effect and one answer",
    "M": "numbers have no gap, and the rules hold between every two neighbours",
    "W": "at most one outcome, the same on every node and screen, and charged by the rules",
    "P": "nothing that was refused or never sent is in the archive",
    "C": "every watcher saw the true state, and ended at the final one",
}

CHECKS: dict[str, dict[str, Check]] = {
    "L": {
        "acknowledged bids": promises.acknowledged_bids,
        "archived bids": promises.archived_rows,
        "archived items": promises.archived_items,
        "hot states": promises.hot_states,
        "retracted bids": retractions.acknowledged,
        "events set aside": losses.set_aside_events,
        "refused entries": losses.refused_entries,
        "named losses": losses.named_losses,
    },
    "D": {"bid_ids": promises.bid_ids, "bid_ids sent again": promises.bids_sent_again},
    "M": {
        "events": course.events,
        "acceptances": course.acceptances,
        "numbers": losses.numbers,
    },
    "W": {
        "outcomes": course.outcomes,
        "views of an outcome": course.views_of_the_outcome,
        "leading answers": course.leading_answers,
        "charges": charges.charges,
    },
    "P": {
        "archived bids": promises.archived_bids,
        "refusals": promises.refusals,
        "retractions": retractions.requested,
    },
    "C": {
        "bid messages": screens.bid_messages,
        "item messages": screens.item_messages,
        "watchers' bids": screens.coverage,
        "last screens": screens.last_screens,
        "bids shown as retracted": retractions.shown,
        "retractions received": retractions.received,
        "notices of lost bids": losses.notices,
    },
}
"""For each letter, the kinds of checked objects with their checks, of items with ascending bids."""

OTHER_CHECKS: dict[str, dict[str, Check]] = {
    "L": {
        "acknowledged bids": promises.acknowledged_in_other_formats,
        "archived bids": promises.archived_rows,
        "retracted bids": retractions.acknowledged,
        "events set aside": losses.set_aside_events,
        "refused entries": losses.refused_entries,
        "named losses": losses.named_losses,
    },
    "D": {"bid_ids": promises.bid_ids, "bid_ids sent again": promises.bids_sent_again},
    "M": {"events": course.events_of_other_formats},
    "W": {"outcomes": course.outcomes_of_other_formats},
    "P": {"archived bids": promises.archived_bids, "retractions": retractions.requested},
    "C": {
        "last screens": screens.last_numbers,
        "sealed items": secrecy.sealed_items,
        "notices of lost bids": losses.notices,
    },
}
"""The same for items of other formats."""

SALE_CHECKS: dict[str, dict[str, SaleCheck]] = {"W": {"statements": charges.statements}}
"""The same for the checks of whole sales."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of an invariant by one item, or by a sale with this id."""

    item_id: str
    text: str


@dataclass(slots=True)
class Verdict:
    """The verdict on one invariant: the numbers of checked objects, and the violations."""

    letter: str
    checked: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)

    @property
    def result(self) -> str:
        """`violated`, `ok`, or `not checked` if there was nothing to check."""
        if self.violations:
            return "violated"
        return "ok" if self.checked.total() else "not checked"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts, and the totals of bids, answers and messages."""

    totals: dict[str, int]
    verdicts: list[Verdict]

    @property
    def clean(self) -> bool:
        """Whether there is no violation."""
        return not any(verdict.violations for verdict in self.verdicts)


def judge(evidence: Evidence, *, may_lose: bool = False, may_undo: bool = False) -> Judgement:
    """Run every check on every item; raises UnusableError.

    With `may_lose`, a loss is no violation if a node named it. With `may_undo`, this holds only for events
    that no client was ever answered or shown: the other checks still judge every line.
    """
    found = cases(evidence, may_lose=may_lose or may_undo)
    for case in found if may_lose else ():
        if case.is_ascending:
            losses.put_apart(case)
    verdicts = [_verdict(letter, found, evidence.settlements) for letter in INVARIANTS]
    totals = _totals(found)
    if may_lose:
        totals["lost and named"] = sum(len(case.clients.lost) for case in found)
    return Judgement(totals, verdicts)


def _verdict(letter: str, found: Iterable[Case], sales: Iterable[Settlement]) -> Verdict:
    verdict = Verdict(letter)
    ascending = [case for case in found if case.is_ascending]
    others = [case for case in found if not case.is_ascending]
    for checks, of_items in ((CHECKS, ascending), (OTHER_CHECKS, others)):
        for kind, check in checks[letter].items():
            _count(verdict, kind, ((case.item_id, check(case)) for case in of_items))
    for kind, check_sale in SALE_CHECKS.get(letter, {}).items():
        _count(verdict, kind, ((sale.auction_id, check_sale(sale)) for sale in sales))
    return verdict


def _count(verdict: Verdict, kind: str, checked: Iterable[tuple[str, Iterator[list[str]]]]) -> None:
    """Add the checked objects of a kind to a verdict, with the faults of each item or sale."""
    verdict.checked[kind] += 0
    for name, objects in checked:
        for faults in objects:
            verdict.checked[kind] += 1
            verdict.violations += [Violation(name, fault) for fault in faults]


def _totals(found: list[Case]) -> dict[str, int]:
    clients = [case.clients for case in found]
    sent = sum(len(sends) for each in clients for sends in each.sent.values())
    accepted = sum(len(answers) for each in clients for answers in each.accepted.values())
    refused = sum(len(answers) for each in clients for answers in each.refused.values())
    return {
        "items": len(found),
        "bids sent": sent,
        "accepted": accepted,
        "refused": refused,
        "unconfirmed": max(0, sent - accepted - refused),
        "snapshots": sum(not saw.complete for each in clients for saw in _messages(each)),
        "watchers": len({watcher for each in clients for watcher in each.messages}),
    }


def _messages(records: ClientRecords) -> Iterator[Saw]:
    return chain.from_iterable(records.messages.values())
