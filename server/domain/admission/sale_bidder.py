"""A bidder of a sale: their request, the house's decision, and their standing. Pure."""

from enum import StrEnum

import msgspec
from msgspec.structs import replace

from server.domain.admission.bidder_rules import BidderRules
from server.domain.rejection import Code, Rejection
from server.domain.types import Amount, Millis, UserId


class Standing(StrEnum):
    """Where a bidder stands in a sale."""

    NONE = "none"
    REQUESTED = "requested"
    DEPOSIT_DUE = "deposit_due"
    """Approved, as soon as the deposit has come."""
    APPROVED = "approved"
    REFUSED = "refused"
    BLOCKED = "blocked"


class SaleBidder(msgspec.Struct, frozen=True, kw_only=True):
    """A bidder of a sale. A block hides their `decided` standing and does not change it."""

    user_id: UserId
    handle: str | None = None
    decided: Standing = Standing.NONE
    blocked: bool = False
    note: str = ""
    terms_version: str | None = None
    limit: Amount | None = None
    reason: str = ""
    requested_at: Millis | None = None
    decided_at: Millis | None = None
    deposited_at: Millis | None = None

    @property
    def standing(self) -> Standing:
        """Where the bidder stands."""
        return Standing.BLOCKED if self.blocked else self.decided

    @property
    def approved(self) -> bool:
        """Whether the bidder may bid in a sale that approves its bidders."""
        return self.standing is Standing.APPROVED


def requested(
    bidder: SaleBidder, rules: BidderRules, *, note: str, terms_version: str | None, now: Millis
) -> SaleBidder | Rejection:
    """Return a bidder after their request; one that was granted before stays as it is."""
    if bidder.blocked:
        return Rejection(Code.FORBIDDEN, "the house has blocked you from this sale")
    current = None if rules.terms is None else rules.terms.version
    if terms_version != current:
        message = "this sale has no terms" if current is None else f"the terms are {current!r}"
        return Rejection(Code.INVALID, f"terms_version: {message}", {"field": "terms_version"})
    if bidder.decided in {Standing.APPROVED, Standing.DEPOSIT_DUE}:
        return replace(bidder, terms_version=current)
    asked = replace(bidder, note=note, terms_version=current, requested_at=now, reason="")
    if rules.automatic:
        return _approved(asked, rules, now)
    return replace(asked, decided=Standing.REQUESTED)


def approved(
    bidder: SaleBidder, rules: BidderRules, *, limit: Amount | None, reason: str, now: Millis
) -> SaleBidder | Rejection:
    """Return a bidder whom the house approves, up to a limit."""
    if bidder.blocked:
        return Rejection(Code.CONFLICT, "the bidder is blocked; lift the block first")
    return _approved(replace(bidder, limit=limit, reason=reason), rules, now)


def refused(
    bidder: SaleBidder, *, limit: Amount | None, reason: str, now: Millis
) -> SaleBidder | Rejection:
    """Return a bidder whom the house refuses."""
    if bidder.blocked:
        return Rejection(Code.CONFLICT, "the bidder is blocked; lift the block first")
    return replace(bidder, decided=Standing.REFUSED, limit=limit, reason=reason, decided_at=now)


def blocked(bidder: SaleBidder, *, reason: str, now: Millis) -> SaleBidder:
    """Return a bidder whom the house blocks."""
    return replace(bidder, blocked=True, reason=reason, decided_at=now)


def unblocked(bidder: SaleBidder, *, now: Millis) -> SaleBidder:
    """Return a bidder whose block is lifted; the earlier decision holds again."""
    return replace(bidder, blocked=False, reason="", decided_at=now) if bidder.blocked else bidder


def deposited(bidder: SaleBidder, *, now: Millis) -> SaleBidder:
    """Return a bidder whose deposit has come."""
    paid = replace(bidder, deposited_at=bidder.deposited_at or now)
    if bidder.decided is Standing.DEPOSIT_DUE:
        return replace(paid, decided=Standing.APPROVED)
    return paid


def _approved(bidder: SaleBidder, rules: BidderRules, now: Millis) -> SaleBidder:
    waits = rules.deposit and bidder.deposited_at is None
    decided = Standing.DEPOSIT_DUE if waits else Standing.APPROVED
    return replace(bidder, decided=decided, decided_at=now)
