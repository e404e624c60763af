"""The operations of the catalogue: searches among items, and sales as files."""

from server.domain.rejection import Code
from server.reference.operations.operation import RUNS_SALE, Operation, Who
from server.wire.catalogue.files import (
    IMPORT_BYTES_MAX,
    ExportOptions,
    ImportAnswer,
    ImportedItems,
    ImportOptions,
)
from server.wire.catalogue.searches import ItemList, Search

CATALOGUE = (
    Operation(
        method="GET",
        path="/items",
        name="search",
        group="Looking",
        summary="Search among the items of all sales, or of one, a page at a time.",
        query=Search,
        answers=ItemList,
        unless_changed=True,
        who=Who.ANYBODY_OR_KNOWN,
        codes=(Code.INVALID, Code.BUSY, Code.UNAVAILABLE),
    ),
    Operation(
        method="POST",
        path="/auctions/{auction_id}/import",
        name="import_items",
        group="Selling",
        summary="Put up the items of a file, or name its faults. The same file again finds them put up.",
        query=ImportOptions,
        takes=ImportedItems,
        takes_also="text/csv",
        bytes_max=IMPORT_BYTES_MAX,
        answers=ImportAnswer,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.BUSY, Code.UNKNOWN),
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/export",
        name="export_items",
        group="Selling",
        summary="Send the items of a sale as a file that can be imported again.",
        query=ExportOptions,
        answers=ImportedItems,
        answers_also="text/csv",
        who=Who.AUCTIONEER,
        codes=RUNS_SALE,
    ),
)
