"""The operations of auctioneers."""

from dataclasses import replace
from http import HTTPStatus

from server.domain.commands import ExtendItem
from server.domain.rejection import Code
from server.domain.view import ItemView
from server.reference.operations.operation import NOT_ALLOWED, RUNS_ITEM, RUNS_SALE, Operation, Who
from server.use_cases.reach import WAITING
from server.use_cases.running import COMMANDS
from server.wire.answers import CommandAnswer
from server.wire.listings import NewItem
from server.wire.reach import HammerAnswer, Wait
from server.wire.requests import EndAt, NewAuction
from server.wire.views import AuctionView

_SALES = (
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
    Operation(
        method="POST",
        path="/items/{item_id}/extend",
        name="extend",
        group="Selling",
        summary=str(ExtendItem.__doc__),
        takes=EndAt,
        answers=CommandAnswer,
        who=Who.AUCTIONEER,
        codes=RUNS_ITEM,
    ),
)
_COMMAND = Operation(
    method="POST",
    path="/items/{item_id}",
    name="",
    group="Selling",
    summary="",
    answers=CommandAnswer,
    who=Who.AUCTIONEER,
    codes=RUNS_ITEM,
)
_WAITING = replace(_COMMAND, takes=Wait, answers=HammerAnswer)
SELLING = (
    *_SALES,
    *(
        replace(
            _WAITING if name in WAITING else _COMMAND,
            path=f"{_COMMAND.path}/{name}",
            name=name,
            summary=str(command.__doc__),
        )
        for name, command in COMMANDS.items()
    ),
)
