"""A new item with all its rules, as a strict model, and the listing made of it.

The model checks each field by itself. The rules check whether the fields fit together and fit the
auction, when the listing is made; a refusal names every contradiction at once.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from msgspec.structs import replace
from pydantic import Discriminator, Field, Tag, model_validator

from server.domain.auction import Auction
from server.domain.formats import FORMATS
from server.domain.listings.contradictions import contradictions
from server.domain.listings.increments import CLASSIC, Bands, bands, rungs_as_rows
from server.domain.listings.listing import Listing
from server.domain.listings.moments import misplaced_moments
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code, contradictory
from server.domain.types import AMOUNT_MAX, Format, ItemId, OnOutage, Retraction
from server.wire.errors import Refused
from server.wire.house.fee_rules import FeeRules
from server.wire.listings.goods import Images, Lot, Metadata
from server.wire.requests import (
    Amount,
    Duration,
    Id,
    ImageUrl,
    Millis,
    Multiple,
    Request,
    Text,
    Title,
)

QUANTITY_MAX = 10_000
"""An item's state keeps its claims until it ends, so their number has a bound."""

Step = Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="in minor units")]
Quantity = Annotated[int, Field(ge=1, le=QUANTITY_MAX)]
From = Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="in minor units")]
# A list is refused at its first wrong entry.
Rows = Annotated[list[tuple[From, Amount]], Field(min_length=1, max_length=100, fail_fast=True)]


class Ladder(Request):
    """The allowed amounts, from the start price up; above the last one the last step repeats."""

    ladder: Annotated[list[Amount], Field(min_length=2, max_length=100, fail_fast=True)]


def _kind_of_increment(value: object) -> str:
    return "~ladder" if isinstance(value, Mapping | Ladder) else "~rows"


Increment = Annotated[
    Annotated[Rows, Tag("~rows")] | Annotated[Ladder, Tag("~ladder")],
    Discriminator(_kind_of_increment),
]


class SoftCloseRules(Request):
    """How late bids move the end. `extend_ms` defaults to `window_ms`."""

    policy: Literal["none", "reset", "add", "capped"]
    window_ms: Duration | None = None
    extend_ms: Duration | None = None
    extensions_max: Annotated[int, Field(ge=0, le=10_000)] | None = None
    hard_end: Millis | None = None

    @model_validator(mode="after")
    def _window_given(self) -> Self:
        if self.policy != "none" and self.window_ms is None:
            raise ValueError(f"the policy {self.policy} needs window_ms")
        return self


class NewItem(Request):
    """Put an item up. Without `opens_at` it waits for the `open` command, or for its turn in a sequence."""

    item_id: Id | None = None
    title: Title
    description: Text = ""
    image_url: ImageUrl | None = None
    images: Images | None = None
    condition: Text = ""
    lot: Lot | None = None
    estimate_low: Amount | None = None
    estimate_high: Amount | None = None
    metadata: Metadata = Field(default_factory=dict)
    format: Annotated[Format, Field(strict=False)] = Format.ENGLISH
    start_price: Amount
    increment: Increment | None = None
    on_ladder: bool = False
    opens_at: Millis | None = None
    ends_at: Millis | None = None
    duration_ms: Annotated[int, Field(ge=0, le=366 * 86_400_000)] | None = None
    soft_close: SoftCloseRules | None = None
    closes_with: Id | None = None
    """The name of a group of the sale's items that end together."""
    quantity: Quantity = 1
    reserve: Amount | None = None
    reserve_jump: bool = True
    buy_now: Amount | None = None
    retraction: Annotated[Retraction, Field(strict=False)] = Retraction.ONCE
    step: Step | None = None
    interval_ms: Annotated[int, Field(ge=0, le=86_400_000)] | None = None
    floor_price: Amount | None = None
    bid_cap: Amount | None = None
    """The highest amount or maximum of a bid that needs no confirmation, instead of the sale's."""
    bid_multiple: Multiple | None = None
    fees: FeeRules | None = None
    """The item's own fees, instead of the sale's."""
    on_outage: Annotated[OnOutage, Field(strict=False)] | None = None
    """The sale's if it is absent."""


_MADE = frozenset(
    {
        "item_id",
        "image_url",
        "images",
        "increment",
        "on_ladder",
        "soft_close",
        "fees",
        "on_outage",
        "bid_cap",
        "bid_multiple",
    }
)
"""Fields that a listing does not have as a new item has them."""


def listing_of(new: NewItem, auction: Auction, item_id: ItemId, now: int | None = None) -> Listing:
    """Make a new item's listing; raises Refused `invalid`, naming every contradiction.

    Its moments must fit `now`; None does not compare them with the clock.
    """
    listing = Listing(
        item_id=item_id,
        auction_id=auction.auction_id,
        auctioneer=auction.auctioneer,
        **auction.terms,
        **listing_fields(new, auction),
    )
    if auction.stagger is not None and _takes_end(new):
        if new.lot is None:
            message = "in a sale with staggered ends an item has a lot or an end of its own"
            raise Refused(Code.INVALID, f"lot: {message}", field="lot")
        listing = replace(listing, ends_at=auction.stagger.end_of(new.lot))
    found = contradictions(listing)
    if now is not None:
        found += misplaced_moments(listing, now)
    if found:
        rejection = contradictory(found)
        raise Refused(rejection.code, rejection.message, **rejection.details)
    return listing


def listing_fields(new: NewItem, auction: Auction) -> dict[str, Any]:
    """Return those fields of a listing that follow from the fields of a new item of the same names."""
    image_url, images = images_of(new.image_url, new.images or [])
    same = (name for name in NewItem.model_fields if name not in _MADE)
    return {
        **{name: getattr(new, name) for name in same},
        "image_url": image_url,
        "images": images,
        "increment": _increment(new),
        "on_ladder": new.on_ladder or isinstance(new.increment, Ladder),
        "soft_close": _soft_close(new),
        "fees": auction.fees if new.fees is None else new.fees.fees,
        "on_outage": new.on_outage or auction.on_outage,
        "bid_cap": _cap(new, auction),
        "bid_multiple": _multiple(new, auction),
    }


def images_of(image_url: str | None, images: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return a listing's `image_url` and `images`, which are kept only if there are several."""
    first = images[0] if images and image_url is None else image_url
    return first, () if list(images) == [first] else tuple(images)


def _takes_end(new: NewItem) -> bool:
    """Return whether an item has no end of its own and could have one."""
    return (
        new.ends_at is None and new.duration_ms is None and "ends_at" in FORMATS[new.format].fields
    )


def _cap(new: NewItem, auction: Auction) -> int | None:
    """Return the item's own cap, or the sale's where the format has one and the start price fits it."""
    own, rules = new.bid_cap, auction.bidders
    if own is not None or rules is None or rules.bid_cap is None:
        return own
    fits = "bid_cap" in FORMATS[new.format].fields and rules.bid_cap >= new.start_price
    return rules.bid_cap if fits else None


def _multiple(new: NewItem, auction: Auction) -> int | None:
    own, rules = new.bid_multiple, auction.bidders
    if own is not None or rules is None or "bid_multiple" not in FORMATS[new.format].fields:
        return own
    return rules.bid_multiple


def _increment(new: NewItem) -> Bands:
    if new.increment is None:
        return CLASSIC
    rows: list[Any] = (
        rungs_as_rows(new.increment.ladder) if isinstance(new.increment, Ladder) else new.increment
    )
    written = Bands(tuple(start for start, _ in rows), tuple(step for _, step in rows))
    # Faulty rows are kept as they are: `contradictions` names their faults together with all others.
    return written if written.faults() else bands(rows)


def _soft_close(new: NewItem) -> SoftClose:
    rules = new.soft_close
    if rules is None:
        return SoftClose()
    window_ms = rules.window_ms or 0
    extend_ms = rules.extend_ms or window_ms
    if rules.policy == "none":
        window_ms = extend_ms = 0
    return SoftClose(
        Policy(rules.policy), window_ms, extend_ms, rules.extensions_max, rules.hard_end
    )
