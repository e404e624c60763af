"""Examples of searches, and of sales in files."""

from server.reference.examples.lamp import ITEM, Example
from server.wire.catalogue.files import ImportAnswer, ImportedItems
from server.wire.catalogue.searches import ItemList

_LAMP: Example = {"lot": "12A", "title": "Brass desk lamp, 1930s", "start_price": 4000}
CATALOGUE: dict[type, Example] = {
    ItemList: {"items": [ITEM], "next_after": "WyJuZXdlc3QiLDEyMywibGFtcCJd"},
    ImportedItems: {"items": [_LAMP]},
    ImportAnswer: {
        "dry_run": True,
        "rows": 2,
        "created": 1,
        "existing": 0,
        "fault_count": 1,
        "faults": [{"row": 3, "field": "start_price", "message": "Field required"}],
    },
}
