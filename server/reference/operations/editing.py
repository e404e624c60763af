"""The operations that edit items and sales."""

from server.domain.rejection import Code
from server.reference.operations.operation import BY_STATUS, FLOOR, NOT_ALLOWED, Operation, Who
from server.wire.answers import CommandAnswer
from server.wire.listings.editing import ItemPatch

EDITING = (
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
        codes=(Code.INVALID, *NOT_ALLOWED, Code.NOT_FOUND, *BY_STATUS, *FLOOR),
    ),
)
