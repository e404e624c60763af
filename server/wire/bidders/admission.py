"""The requests and answers about the bidders of a sale."""

from typing import Annotated, Literal, TypedDict

import msgspec
from pydantic import ConfigDict, Field, StringConstraints

from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.auction import Auction
from server.domain.types import Amount, Millis
from server.wire.bidders.terms import Version
from server.wire.requests import Amount as SentAmount
from server.wire.requests import Id, Page, Request
from server.wire.text import LINES, UserIdText

BIDDERS_MAX = 500
"""Bidders in a page."""

Note = Annotated[str, StringConstraints(max_length=1_000), *LINES]

StandingName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": [*map(str, Standing)]})]


class AskAdmission(Request):
    """Ask to be admitted to a sale, and accept its terms by their version."""

    note: Note = ""
    terms_version: Version | None = None


class Admit(Request):
    """Allow a bidder to bid, or forbid it, and set how much they may spend. They can read the `reason`."""

    approved: bool = True
    spending_limit: SentAmount | None = None
    reason: Note = ""


class Deposit(Request):
    """Say that a bidder has left the deposit of a sale: the signed body of the deposit service."""

    auction_id: Id
    user_id: UserIdText


class Block(Request):
    """Block a bidder from a sale, and void their bids with `void_bids`. They can read the `reason`."""

    reason: Note = ""
    void_bids: bool = False


class BiddersPage(Page):
    """Ask for a page of a sale's bidders: `?state=STATE&after=USER_ID&limit=N`.

    Other parameters have no effect.
    """

    model_config = ConfigDict(extra="ignore")

    state: Literal["none", "requested", "deposit_due", "approved", "refused", "blocked"] | None = (
        None
    )
    after: UserIdText | None = None
    limit: Annotated[int, Field(ge=1, le=BIDDERS_MAX)] = BIDDERS_MAX


class AdmissionView(TypedDict):
    """Where the reader stands in a sale; `required` says whether a bidder must be admitted there.

    `deposit_due` is approved as soon as the deposit has come. `reason` is the house's.
    """

    auction_id: str
    required: bool
    state: StandingName
    note: str
    terms_version: str | None
    spending_limit: Amount | None
    reason: str
    requested_at: Millis | None
    decided_at: Millis | None
    deposited: bool


class BidderView(TypedDict):
    """A bidder of a sale, with their request and the house's decision.

    Without a limit of their own, the sale's limit holds. The handle of a user who has never been seen
    is null.
    """

    user_id: str
    handle: str | None
    state: StandingName
    approved: bool
    spending_limit: Amount | None
    note: str
    terms_version: str | None
    reason: str
    requested_at: Millis | None
    decided_at: Millis | None
    deposited: bool


class BiddersAnswer(TypedDict):
    """A page of a sale's bidders, by user id; `next_after` asks for the next page, null on the last."""

    bidders: list[BidderView]
    next_after: str | None


def view_admission(auction: Auction, bidder: SaleBidder) -> AdmissionView:
    """Show a bidder where they stand."""
    return AdmissionView(
        auction_id=auction.auction_id,
        required=auction.approval,
        state=bidder.standing.value,
        note=bidder.note,
        terms_version=bidder.terms_version,
        spending_limit=bidder.limit,
        reason=bidder.reason,
        requested_at=bidder.requested_at,
        decided_at=bidder.decided_at,
        deposited=bidder.deposited_at is not None,
    )


def view_bidder(bidder: SaleBidder) -> BidderView:
    """Show the house a bidder of a sale."""
    return BidderView(
        user_id=bidder.user_id,
        handle=bidder.handle,
        state=bidder.standing.value,
        approved=bidder.approved,
        spending_limit=bidder.limit,
        note=bidder.note,
        terms_version=bidder.terms_version,
        reason=bidder.reason,
        requested_at=bidder.requested_at,
        decided_at=bidder.decided_at,
        deposited=bidder.deposited_at is not None,
    )
