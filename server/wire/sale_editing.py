"""Changes of a sale: a merge patch of its fields, and the sale that follows from it."""

from typing import Any

from msgspec.structs import asdict, replace

from server.domain.admission.bidder_rules import BidderRules
from server.domain.auction import Auction, Stagger
from server.domain.rejection import Code
from server.wire.bidders.terms import SaleTerms, bidder_rules
from server.wire.errors import Refused
from server.wire.house.fee_rules import FeeRules
from server.wire.patches import patch_model, values_of
from server.wire.requests import NewAuction, Request, Sequence, StaggeredEnds

AuctionPatch = patch_model(
    "AuctionPatch",
    NewAuction,
    """Change a sale. Absent fields stay, null takes a field back to its default.

    The title can change at any time. A field that holds for the items can change until one of these
    items opens.
    """,
    without={"auction_id"},
)

_MADE = frozenset(
    {
        *("auction_id", "approval", "sequence", "stagger", "fees"),
        *("terms", "deposit", "bid_cap", "bid_multiple"),
    }
)
"""Fields that a sale does not have as a new sale has them."""


def sale_fields(new: NewAuction) -> dict[str, Any]:
    """Return those fields of a sale that follow from the fields of a new one."""
    same = (name for name in NewAuction.model_fields if name not in _MADE)
    rules = bidder_rules(
        new.terms,
        deposit=new.deposit,
        approval=new.approval,
        bid_cap=new.bid_cap,
        bid_multiple=new.bid_multiple,
    )
    return {
        **{name: getattr(new, name) for name in same},
        "approval": new.approval or new.terms is not None or new.deposit,
        "stagger": _stagger(new),
        "gap_ms": None if new.sequence is None else new.sequence.gap_s * 1000,
        "fees": None if new.fees is None else new.fees.fees,
        "bidders": rules,
    }


def _stagger(new: NewAuction) -> Stagger | None:
    if new.stagger is None:
        return None
    if new.sequence is not None:
        message = "the items of a sequence end one after another"
        raise Refused(Code.INVALID, f"stagger: {message}", field="stagger")
    return Stagger(new.stagger.first_ends_at, new.stagger.interval_s * 1000)


def patched(auction: Auction, patch: Request) -> Auction:
    """Return a sale after a patch; raises Refused `invalid` for a null without a default."""
    values = values_of(patch, NewAuction)
    cleared = {name for name, value in values.items() if value is None}
    merged = {**_form(auction), **values}
    kept = {name: value for name, value in merged.items() if name not in cleared}
    return replace(auction, **sale_fields(NewAuction.model_construct(**kept)))


def _form(auction: Auction) -> dict[str, Any]:
    """Return the fields of a new sale of which the same sale is made."""
    rules, fees, gap_ms = auction.bidders or BidderRules(), auction.fees, auction.gap_ms
    stagger = auction.stagger
    same = (name for name in NewAuction.model_fields if name not in _MADE)
    return {
        **{name: getattr(auction, name) for name in same},
        "approval": auction.approval and not rules.automatic,
        "stagger": None if stagger is None else _staggered(stagger),
        "sequence": None if gap_ms is None else Sequence.model_construct(gap_s=gap_ms // 1000),
        "fees": None if fees is None else FeeRules.model_construct(**asdict(fees)),
        "terms": None if rules.terms is None else SaleTerms.model_construct(**asdict(rules.terms)),
        "deposit": rules.deposit,
        "bid_cap": rules.bid_cap,
        "bid_multiple": rules.bid_multiple,
    }


def _staggered(stagger: Stagger) -> StaggeredEnds:
    interval_s = stagger.interval_ms // 1000
    return StaggeredEnds.model_construct(first_ends_at=stagger.first_ends_at, interval_s=interval_s)
