"""Changes of items: a merge patch of an item's fields, and the changes of its listing that it means.

`metadata` is merged by name. Every other object and list is replaced as a whole.
"""

from typing import Annotated, Any

from pydantic import Field

from server.domain.auction import Auction
from server.domain.listings.listing import Listing
from server.domain.types import AuctionId, UserId
from server.wire.listings.goods import Value
from server.wire.listings.new_items import Ladder, NewItem, listing_fields
from server.wire.patches import patch_model, values_of
from server.wire.requests import FIELDS_MAX, Id, Request

MetadataPatch = Annotated[dict[Id, Value | None], Field(max_length=FIELDS_MAX)]

ItemPatch = patch_model(
    "ItemPatch",
    NewItem,
    """Change an item. Absent fields stay, null takes a field back to its default.

    Texts, images, the lot, estimates and metadata can change at any time. The other fields are rules,
    which can change until the item opens.
    """,
    without={"item_id"},
    kinds={"metadata": MetadataPatch},
)


class Amend(ItemPatch):  # type: ignore[valid-type,misc]
    """Change an item. Absent fields stay, null takes a field back to its default."""

    item_id: Id


_NO_SALE = Auction(AuctionId(""), "", UserId(""), "", "", 0)
_IMAGES = frozenset({"image_url", "images"})
OF_SALE = ("fees", "on_outage", "bid_cap", "bid_multiple")
"""Fields whose default is the sale's."""


def needs_sale(patch: Request) -> bool:
    """Return whether a patch takes a field back to a default that the item's sale has."""
    values = values_of(patch, NewItem)
    return any(values.get(name, name) is None for name in OF_SALE)


def changes_of(patch: Request, listing: Listing, auction: Auction | None = None) -> dict[str, Any]:
    """Return the changes of a listing; raises Refused `invalid` for a null without a default.

    `auction` is the item's sale, where the patch needs it.
    """
    values = values_of(patch, NewItem)
    values.pop("item_id", None)
    metadata = {"metadata": values.pop("metadata")} if "metadata" in values else {}
    changed = {name: value for name, value in values.items() if value is not None}
    fields = listing_fields(_like(listing, **changed), auction or _NO_SALE)
    affected = values.keys() | (_IMAGES if values.keys() & _IMAGES else set())
    if isinstance(values.get("increment"), Ladder):
        affected |= {"on_ladder"}
    return {name: fields[name] for name in sorted(affected)} | metadata


def defaults_of_sale(listing: Listing, auction: Auction) -> dict[str, Any]:
    """Return the values that an item has from its sale, unless it has its own."""
    fields = listing_fields(_like(listing), auction)
    return {name: fields[name] for name in OF_SALE}


def _like(listing: Listing, **changed: Any) -> NewItem:
    """Return a new item with the fields of a listing that decide on the defaults of others."""
    needed = {"title": "", "format": listing.format, "start_price": listing.start_price}
    return NewItem.model_construct(**{**needed, **changed})
