"""An item's listing on the wire.

new_items  a new item with its rules, and the listing made of it
goods      the fields that describe an item
editing    changes of an item
forms      the form of a listing: the fields of a new item of which it is made
"""

from server.wire.listings.new_items import (
    QUANTITY_MAX,
    Ladder,
    NewItem,
    Quantity,
    SoftCloseRules,
    listing_fields,
    listing_of,
)

__all__ = [
    "QUANTITY_MAX",
    "Ladder",
    "NewItem",
    "Quantity",
    "SoftCloseRules",
    "listing_fields",
    "listing_of",
]
