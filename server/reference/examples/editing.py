"""Examples of changes of items and sales."""

from server.reference.examples.lamp import Example
from server.wire.listings.editing import Amend, ItemPatch

_PATCH: Example = {
    "title": "Brass desk lamp, about 1930",
    "condition": None,
    "metadata": {"shelf": 8, "consignor": None},
}
EDITING: dict[type, Example] = {ItemPatch: _PATCH, Amend: {"item_id": "lamp", **_PATCH}}
