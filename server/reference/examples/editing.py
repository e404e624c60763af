"""Examples of changes of items and sales."""

from server.reference.examples.lamp import Example
from server.wire.listings.editing import Amend, ItemPatch
from server.wire.sale_editing import AuctionPatch

_PATCH: Example = {
    "title": "Brass desk lamp, about 1930",
    "condition": None,
    "metadata": {"shelf": 8, "consignor": None},
}
EDITING: dict[type, Example] = {
    ItemPatch: _PATCH,
    Amend: {"item_id": "lamp", **_PATCH},
    AuctionPatch: {"title": "Spring sale, second day", "spending_limit": None},
}
