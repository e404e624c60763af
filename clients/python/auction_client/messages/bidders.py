"""The bidders of a sale: admission and the house's decisions."""

from msgspec import Struct


class Terms(Struct, frozen=True, kw_only=True):
    """The terms of a sale, as a text or under an address."""

    version: str
    text: str | None = None
    url: str | None = None


class Admission(Struct, frozen=True, kw_only=True):
    """Where the reader stands in a sale; `required` says whether a bidder must be admitted there.

    `state` is `none`, `requested`, `deposit_due`, `approved`, `refused` or `blocked`.
    """

    auction_id: str
    required: bool
    state: str
    note: str = ""
    terms_version: str | None = None
    spending_limit: int | None = None
    reason: str = ""
    requested_at: int | None = None
    decided_at: int | None = None
    deposited: bool = False


class SaleBidder(Struct, frozen=True, kw_only=True):
    """A bidder of a sale, with their request and the house's decision."""

    user_id: str
    state: str
    approved: bool
    handle: str | None = None
    spending_limit: int | None = None
    note: str = ""
    terms_version: str | None = None
    reason: str = ""
    requested_at: int | None = None
    decided_at: int | None = None
    deposited: bool = False


class SaleBidders(Struct, frozen=True, kw_only=True):
    """A page of a sale's bidders, by user id; `next_after` asks for the next page."""

    bidders: tuple[SaleBidder, ...]
    next_after: str | None = None
