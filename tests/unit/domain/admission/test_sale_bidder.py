"""Where a bidder stands in a sale, after their requests and the house's decisions."""

import pytest
from msgspec.structs import replace

from server.domain.admission.bidder_rules import BidderRules, Terms
from server.domain.admission.sale_bidder import (
    SaleBidder,
    Standing,
    approved,
    blocked,
    deposited,
    refused,
    requested,
    unblocked,
)
from server.domain.rejection import Code, Rejection
from server.domain.types import UserId

ANN = SaleBidder(user_id=UserId("ann"))
TERMS = Terms("v2", text="Pay within a week.")
ASKING = BidderRules(TERMS)
AUTOMATIC = BidderRules(TERMS, automatic=True)
DEPOSIT = BidderRules(deposit=True)


def asked(
    bidder: SaleBidder = ANN, rules: BidderRules = ASKING, version: str | None = "v2"
) -> SaleBidder | Rejection:
    return requested(bidder, rules, note="please", terms_version=version, now=5)


def ask(bidder: SaleBidder = ANN, rules: BidderRules = ASKING) -> SaleBidder:
    after = asked(bidder, rules, None if rules.terms is None else "v2")
    assert isinstance(after, SaleBidder), after
    return after


def approve(bidder: SaleBidder, rules: BidderRules = ASKING) -> SaleBidder:
    after = approved(bidder, rules, limit=500, reason="", now=6)
    assert isinstance(after, SaleBidder), after
    return after


def refuse(bidder: SaleBidder) -> SaleBidder:
    after = refused(bidder, limit=None, reason="unknown to us", now=7)
    assert isinstance(after, SaleBidder), after
    return after


def test_a_request_waits_for_the_house() -> None:
    bidder = ask()
    assert (bidder.standing, bidder.approved) == (Standing.REQUESTED, False)
    assert (bidder.note, bidder.terms_version, bidder.requested_at) == ("please", "v2", 5)
    assert approve(bidder).standing is Standing.APPROVED


def test_without_a_decision_of_the_house_accepted_terms_admit() -> None:
    assert ask(rules=AUTOMATIC).approved


@pytest.mark.parametrize(("rules", "version"), [(ASKING, None), (ASKING, "v1"), (DEPOSIT, "v2")])
def test_exactly_the_terms_of_the_sale_are_accepted(
    rules: BidderRules, version: str | None
) -> None:
    refusal = asked(rules=rules, version=version)
    assert isinstance(refusal, Rejection)
    assert (refusal.code, refusal.details) == (Code.INVALID, {"field": "terms_version"})


def test_a_request_of_an_approved_bidder_keeps_their_approval() -> None:
    bidder = approve(ask())
    assert ask(bidder) == bidder


def test_a_refused_bidder_may_ask_again() -> None:
    bidder = ask(refuse(ask()))
    assert (bidder.standing, bidder.reason) == (Standing.REQUESTED, "")


def test_an_approval_waits_for_the_deposit() -> None:
    bidder = approve(ask(rules=DEPOSIT), DEPOSIT)
    assert (bidder.standing, bidder.approved) == (Standing.DEPOSIT_DUE, False)
    assert deposited(bidder, now=9).approved


def test_a_deposit_may_come_before_the_approval_and_counts_once() -> None:
    early = deposited(deposited(ask(rules=DEPOSIT), now=8), now=9)
    assert (early.standing, early.deposited_at) == (Standing.REQUESTED, 8)
    assert approve(early, DEPOSIT).approved


def test_a_block_ends_the_approval_until_it_is_lifted() -> None:
    bidder = blocked(approve(ask()), reason="unpaid", now=8)
    assert (bidder.standing, bidder.approved, bidder.reason) == (Standing.BLOCKED, False, "unpaid")
    assert unblocked(bidder, now=9).approved
    assert unblocked(approve(ask()), now=9) == approve(ask())


def test_a_deposit_during_a_block_does_not_lift_it() -> None:
    bidder = blocked(approve(ask(rules=DEPOSIT), DEPOSIT), reason="", now=8)
    after = deposited(bidder, now=9)
    assert (after.standing, after.decided) == (Standing.BLOCKED, Standing.APPROVED)


def test_nothing_else_is_decided_on_a_blocked_bidder() -> None:
    bidder = replace(ANN, blocked=True)
    refusals = (
        asked(bidder),
        approved(bidder, ASKING, limit=None, reason="", now=1),
        refused(bidder, limit=None, reason="", now=1),
    )
    codes = [each.code for each in refusals if isinstance(each, Rejection)]
    assert codes == [Code.FORBIDDEN, Code.CONFLICT, Code.CONFLICT]
