"""The operations that edit items and sales."""

from server.domain.rejection import Code
from server.reference.operations.operation import (
    BY_STATUS,
    FLOOR,
    NOT_ALLOWED,
    READS,
    RUNS_SALE,
    Operation,
    Who,
)
from server.wire.answers import CommandAnswer, Done
from server.wire.listings.editing import ItemPatch
from server.wire.sale_editing import AuctionPatch
from server.wire.views import AuctionView

EDITING = (
    Operation(
        method="GET",
        path="/items/{item_id}/listing",
        name="listing",
        group="Selling",
        summary="Show an item's whole listing, with its reserve and metadata, as the body of a new item.",
        answers="application/json",
        who=Who.AUCTIONEER,
        codes=(*NOT_ALLOWED, *READS),
    ),
    Operation(
        method="PATCH",
        path="/items/{item_id}",
        name="amend",
        group="Selling",
        summary="Change an item by a merge patch: its description at any time, its rules until it opens.",
        takes=ItemPatch,
        answers=CommandAnswer,
        who=Who.AUCTIONEER,
        codes=(Code.INVALID, *NOT_ALLOWED, Code.NOT_FOUND, *FLOOR),
    ),
    Operation(
        method="DELETE",
        path="/items/{item_id}",
        name="delete",
        group="Selling",
        summary="Delete an item that has not opened and has no bid. It may be repeated.",
        answers=CommandAnswer,
        who=Who.AUCTIONEER,
        codes=(Code.INVALID, *NOT_ALLOWED, Code.NOT_FOUND, Code.CONFLICT, *BY_STATUS, *FLOOR),
    ),
    Operation(
        method="PATCH",
        path="/auctions/{auction_id}",
        name="amend_auction",
        group="Selling",
        summary="Change a sale by a merge patch: its title at any time, its terms until an item opens.",
        takes=AuctionPatch,
        answers=AuctionView,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.CONFLICT, Code.UNKNOWN),
    ),
    Operation(
        method="DELETE",
        path="/auctions/{auction_id}",
        name="delete_auction",
        group="Selling",
        summary="Delete a sale and its items, of which none has opened or has a bid. It may be repeated.",
        answers=Done,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.CONFLICT, Code.UNKNOWN),
    ),
)
