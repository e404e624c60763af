"""The operations of auctioneers."""

from http import HTTPStatus

from server.domain.rejection import Code
from server.domain.view import ItemView
from server.reference.operations.operation import NOT_ALLOWED, RUNS_SALE, Operation, Who
from server.wire.listings import NewItem
from server.wire.requests import NewAuction
from server.wire.views import AuctionView

SELLING = (
    Operation(
        method="POST",
        path="/auctions",
        name="create_auction",
        group="Selling",
        summary="Create a sale. The same request again finds it created.",
        takes=NewAuction,
        answers=AuctionView,
        status=HTTPStatus.CREATED,
        who=Who.AUCTIONEER,
        codes=(Code.INVALID, *NOT_ALLOWED, Code.UNAVAILABLE, Code.UNKNOWN),
    ),
    Operation(
        method="POST",
        path="/auctions/{auction_id}/items",
        name="create_item",
        group="Selling",
        summary="Put an item up. The same request with an `item_id` again finds it put up.",
        takes=NewItem,
        answers=ItemView,
        status=HTTPStatus.CREATED,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.BUSY, Code.UNKNOWN),
    ),
)
