"""Each field of each HTTP body and each socket event with each value that its kind refuses.

All other fields are valid and name an item that does not exist, so a value that was understood as another
one is answered `not_found` and not `invalid`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.hostile.corpus.values import KINDS, UNREADABLE, group_of

_BID = {"bid_id": '"b1"', "item_id": '"ghost"', "amount": "150"}
_BID_KINDS = {
    "bid_id": "id",
    "item_id": "id",
    "amount": "amount",
    "max_amount": "amount",
    "quantity": "amount",
    "raise_own": "flag",
    "confirmed": "flag",
}
_RETRACT = {"bid_id": '"b1"', "item_id": '"ghost"', "reason": '"mistyped"'}
_RETRACT_KINDS = {"bid_id": "id", "item_id": "id", "reason": "word"}
_ITEM = {"title": '"A lamp"', "start_price": "100"}
_ITEM_KINDS = {
    "item_id": "id",
    "title": "line",
    "description": "text",
    "image_url": "url",
    "condition": "text",
    "estimate_low": "amount",
    "estimate_high": "amount",
    "images": "urls",
    "metadata": "metadata",
    "lot": "lot",
    "format": "word",
    "start_price": "amount",
    "increment": "rows",
    "on_ladder": "flag",
    "opens_at": "number",
    "ends_at": "number",
    "duration_ms": "number",
    "quantity": "amount",
    "reserve": "amount",
    "reserve_jump": "flag",
    "buy_now": "amount",
    "retraction": "word",
    "step": "number",
    "interval_ms": "number",
    "floor_price": "amount",
    "bid_cap": "amount",
    "bid_multiple": "amount",
    "soft_close": "object",
    "fees": "object",
}
# A patch takes the types of a new item's fields, so a field of each kind is enough.
_PATCHED = (
    "title",
    "condition",
    "images",
    "metadata",
    "lot",
    "start_price",
    "ends_at",
    "soft_close",
)
_PATCH_KINDS = {name: _ITEM_KINDS[name] for name in _PATCHED}
_COMMANDS = ("open", "pause", "resume", "warn", "close", "cancel", "delete")


@dataclass(frozen=True, slots=True)
class Broken:
    """A request with one wrong field; on a socket it is no packet if it is `unreadable`."""

    kind: str
    text: str
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A request: its valid fields as JSON, and the kind of each field that is replaced in turn."""

    valid: Mapping[str, str]
    kinds: Mapping[str, str]

    def broken(self) -> Iterator[Broken]:
        """Yield the request with each value that a field refuses, and without each field it needs."""
        for field, kind in self.kinds.items():
            for value in KINDS[kind]:
                group, fields = group_of(value), {**self.valid, field: value}
                yield Broken(f"fields with wrong {group}", written(fields), value in UNREADABLE)
        for field, value in self.valid.items():
            for fields in (
                {name: it for name, it in self.valid.items() if name != field},
                {**self.valid, field: "null"},
                {**self.valid, f"{field} ": value},
                {**self.valid, field.upper(): value},
            ):
                yield Broken("fields that are missing, null or unknown", written(fields))


def written(fields: Mapping[str, str]) -> str:
    """Write an object whose values are JSON already."""
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in fields.items()) + "}"


BODIES: dict[tuple[str, str], Shape] = {
    ("POST", "/bid"): Shape(_BID, _BID_KINDS),
    ("POST", "/users"): Shape({"name": '"Ann"'}, {"name": "line"}),
    ("POST", "/auctions"): Shape(
        {"title": '"A sale"'},
        {
            "auction_id": "id",
            "title": "line",
            "currency": "word",
            "approval": "flag",
            "spending_limit": "amount",
            "sequence": "object",
            "fees": "object",
            "terms": "object",
            "deposit": "flag",
            "bid_cap": "amount",
            "bid_multiple": "amount",
        },
    ),
    ("PATCH", "/auctions/ghost"): Shape({}, {"currency": "word", "sequence": "object"}),
    ("PATCH", "/items/ghost"): Shape({}, _PATCH_KINDS),
    ("POST", "/auctions/hostile/items"): Shape(_ITEM, _ITEM_KINDS),
    ("PUT", "/auctions/hostile/bidders/ann"): Shape(
        {}, {"approved": "flag", "spending_limit": "amount", "reason": "text"}
    ),
    ("POST", "/auctions/hostile/bidders/ann/block"): Shape(
        {}, {"reason": "text", "void_bids": "flag"}
    ),
    ("POST", "/auctions/hostile/admission"): Shape({}, {"note": "text", "terms_version": "id"}),
    ("POST", "/webhooks"): Shape(
        {"url": '"https://house.invalid/"', "events": '["item.sold"]'},
        {"url": "url", "events": "urls"},
    ),
    ("POST", "/items/ghost/extend"): Shape({"ends_at": "1893456000000"}, {"ends_at": "number"}),
    ("POST", "/items/ghost/retract"): Shape(
        {"bid_id": '"b1"', "reason": '"mistyped"'}, {"bid_id": "id", "reason": "word"}
    ),
}
"""By method and path."""

EVENTS: dict[str, Shape] = {
    "bid": Shape(_BID, _BID_KINDS),
    "watch": Shape({"item_id": '"ghost"'}, {"item_id": "id", "since": "number"}),
    "unwatch": Shape({"item_id": '"ghost"'}, {"item_id": "id"}),
    "retract": Shape(_RETRACT, _RETRACT_KINDS),
    "authenticate": Shape({}, {"token": "token"}),
    "clock": Shape({"sent_at": "1"}, {"sent_at": "fraction"}),
    "amend": Shape({"item_id": '"ghost"'}, {"item_id": "id", **_PATCH_KINDS}),
    "extend": Shape(
        {"item_id": '"ghost"', "ends_at": "1893456000000"}, {"item_id": "id", "ends_at": "number"}
    ),
    **{name: Shape({"item_id": '"ghost"'}, {"item_id": "id"}) for name in _COMMANDS},
    **{
        name: Shape(
            {"item_id": '"ghost"'},
            {"item_id": "id", "reach": "fraction", "wait_ms": "number"},
        )
        for name in ("warn", "close")
    },
    "reach": Shape({"item_id": '"ghost"'}, {"item_id": "id"}),
    "watch_sale": Shape(
        {"auction_id": '"ghost"'},
        {"auction_id": "id", "feed": "id", "number": "number", "as_of": "number", "after": "id"},
    ),
    "unwatch_sale": Shape({"auction_id": '"ghost"'}, {"auction_id": "id"}),
}
"""By name."""
