"""The audit's checks, by the invariant that each one serves, and the judgement over all items."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from loadtest.audit import course, promises, retractions, screens
from loadtest.audit.case import Case, Told, cases
from loadtest.audit.record import Evidence
from loadtest.evidence import Saw

Check = Callable[[Case], Iterator[list[str]]]

INVARIANTS = {
    "L": "every acknowledged bid is in the archive, once and as it was acknowledged",
    "D": "a bid_id has one effect and one answer",
    "M": "numbers have no gap, and the rules hold between every two neighbours",
    "W": "at most one outcome, the same for everybody",
    "P": "nothing that was refused or never sent is in the archive",
    "C": "every watcher saw what was so, and ended at the final state",
}

CHECKS: dict[str, dict[str, Check]] = {
    "L": {
        "acknowledged bids": promises.acknowledged_bids,
        "archived bids": promises.archived_rows,
        "archived items": promises.standings,
        "hot states": promises.hot_states,
        "bids taken back": retractions.acknowledged,
    },
    "D": {"bid_ids": promises.bid_ids, "bid_ids sent again": promises.bids_sent_again},
    "M": {"events": course.events, "acceptances": course.acceptances},
    "W": {
        "outcomes": course.outcomes,
        "views of an outcome": course.views_of_the_outcome,
        "leading answers": course.leading_answers,
    },
    "P": {
        "archived bids": promises.archived_bids,
        "refusals": promises.refusals,
        "retractions": retractions.asked_for,
    },
    "C": {
        "bid messages": screens.bid_messages,
        "item messages": screens.item_messages,
        "watchers' bids": screens.coverage,
        "last screens": screens.last_screens,
        "bids shown as gone": retractions.shown,
        "retractions learned of": retractions.learned,
    },
}
"""Under each letter, what is looked at and the check that does it."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise."""

    item_id: str
    text: str


@dataclass(slots=True)
class Verdict:
    """What was found about one invariant: how many things were looked at, and what is wrong."""

    letter: str
    checked: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)

    @property
    def result(self) -> str:
        """`violated`, `ok`, or `not checked` when there was nothing to look at."""
        if self.violations:
            return "violated"
        return "ok" if self.checked.total() else "not checked"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts, and how much was sent and answered."""

    totals: dict[str, int]
    verdicts: list[Verdict]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(verdict.violations for verdict in self.verdicts)


def judge(evidence: Evidence) -> Judgement:
    """Carry out every check on every item; raises UnusableError."""
    found = cases(evidence)
    verdicts = [_verdict(letter, found) for letter in INVARIANTS]
    return Judgement(_totals(found), verdicts)


def _verdict(letter: str, found: Iterable[Case]) -> Verdict:
    verdict = Verdict(letter)
    for what, check in CHECKS[letter].items():
        verdict.checked[what] = 0
        for case in found:
            for faults in check(case):
                verdict.checked[what] += 1
                verdict.violations += [Violation(case.item_id, fault) for fault in faults]
    return verdict


def _totals(found: list[Case]) -> dict[str, int]:
    told = [case.told for case in found]
    sent = sum(len(sends) for each in told for sends in each.sent.values())
    accepted = sum(len(answers) for each in told for answers in each.accepted.values())
    refused = sum(len(answers) for each in told for answers in each.refused.values())
    return {
        "items": len(found),
        "bids sent": sent,
        "accepted": accepted,
        "refused": refused,
        "in doubt": max(0, sent - accepted - refused),
        "snapshots": sum(not saw.complete for each in told for saw in _messages(each)),
        "watchers": len({watcher for each in told for watcher in each.messages}),
    }


def _messages(told: Told) -> Iterator[Saw]:
    return chain.from_iterable(told.messages.values())
