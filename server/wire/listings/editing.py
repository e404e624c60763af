"""Changes of items: a merge patch of an item's fields, and the changes of its listing that it means.

A field that is absent stays, and null takes it back to its default (RFC 7396). `metadata` is merged by
name; every other object and list is replaced as a whole.
"""

from typing import Annotated, Any, get_type_hints

from pydantic import Field, create_model

from server.domain.auction import Auction
from server.domain.rejection import Contradiction, contradictory
from server.domain.types import AuctionId, UserId
from server.wire.errors import Refused
from server.wire.listings.goods import Value
from server.wire.listings.new_items import Ladder, NewItem, listing_fields
from server.wire.requests import FIELDS_MAX, Id, Request

MetadataPatch = Annotated[dict[Id, Value | None], Field(max_length=FIELDS_MAX)]


def _without_default(schema: dict[str, Any]) -> None:
    """Leave the default out of a field's schema, because an absent field is not null here."""
    schema.pop("default", None)


_KINDS = {
    **{
        n: kind
        for n, kind in get_type_hints(NewItem, include_extras=True).items()
        if n != "item_id"
    },
    "metadata": MetadataPatch,
}
_FIELDS: dict[str, Any] = {
    name: (kind | None, Field(default=None, json_schema_extra=_without_default))
    for name, kind in _KINDS.items()
    if name in NewItem.model_fields
}

ItemPatch = create_model(
    "ItemPatch",
    __base__=Request,
    __module__=__name__,
    __doc__="""Change an item. Absent fields stay, null takes a field back to its default.

    The rules of the sale, which are all fields but texts, images, lot, estimates and metadata, can only
    change until the item opens.
    """,
    **_FIELDS,
)


class Amend(ItemPatch):
    """Change an item. Absent fields stay, null takes a field back to its default."""

    item_id: Id


_NO_SALE = Auction(AuctionId(""), "", UserId(""), "", "", 0)
_IMAGES = frozenset({"image_url", "images"})


def needs_sale(patch: Request) -> bool:
    """Tell whether a patch takes a field back to a default that the item's sale has."""
    return "fees" in patch.model_fields_set and getattr(patch, "fees") is None  # noqa: B009


def changes_of(patch: Request, auction: Auction | None = None) -> dict[str, Any]:
    """Return the changes of a listing; raises Refused `invalid` for a null without a default.

    `auction` is the item's sale, where the patch needs it.
    """
    given = patch.model_fields_set & _FIELDS.keys()
    values = {name: getattr(patch, name) for name in given}
    required = [
        name
        for name in sorted(given)
        if values[name] is None and NewItem.model_fields[name].is_required()
    ]
    if required:
        found = [Contradiction(name, "this has no default and can't be null") for name in required]
        rejection = contradictory(found)
        raise Refused(rejection.code, rejection.message, **rejection.details)
    metadata = {"metadata": values.pop("metadata")} if "metadata" in values else {}
    changed = {name: value for name, value in values.items() if value is not None}
    new = NewItem.model_construct(**{"title": "", "start_price": 1, **changed})
    fields = listing_fields(new, auction or _NO_SALE)
    affected = values.keys() | (_IMAGES if given & _IMAGES else set())
    if isinstance(values.get("increment"), Ladder):
        affected |= {"on_ladder"}
    return {name: fields[name] for name in sorted(affected)} | metadata
