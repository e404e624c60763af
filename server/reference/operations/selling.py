"""The operations of those who set up and run a sale."""

from dataclasses import replace
from http import HTTPStatus

from server.domain.commands import SaleAct
from server.domain.rejection import Code
from server.domain.view import ItemView
from server.reference.operations.bidding import BIDS
from server.reference.operations.operation import NOT_ALLOWED, RUNS_ITEM, RUNS_SALE, Operation, Who
from server.use_cases.reach import WAITING
from server.use_cases.running import COMMANDS, WITH_ARGUMENT
from server.wire.answers import BidAnswer, CommandAnswer, Done
from server.wire.listings import NewItem
from server.wire.reach import HammerAnswer, Wait
from server.wire.requests import NewAuction
from server.wire.sale_acts import ActAnswer, ExtendSale, NewAct
from server.wire.saleroom.clerks import (
    ClerksAnswer,
    ClerkView,
    NewPaddle,
    NoticeAnswer,
    PaddlesAnswer,
    PaddleView,
)
from server.wire.saleroom.running import EnteredBid, Expectation, NewNotice
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
_COMMAND = Operation(
    method="POST",
    path="/items/{item_id}",
    name="",
    group="Running",
    summary="",
    answers=CommandAnswer,
    who=Who.CLERK,
    query=Expectation,
    codes=(*RUNS_ITEM, Code.CONFLICT),
)
_RUN = replace(_COMMAND, takes=Expectation, may_be_empty=True)
_WAITING = replace(_RUN, takes=Wait, answers=HammerAnswer)
_CODES: dict[str, tuple[Code, ...]] = {"set_asking": (Code.OFF_LADDER,)}
_OF_SALE = Operation(
    method="GET",
    path="/auctions/{auction_id}/clerks",
    name="clerks",
    group="Running",
    summary="List the clerks of a sale.",
    answers=ClerksAnswer,
    who=Who.AUCTIONEER,
    codes=RUNS_SALE,
)
_CLERK = replace(
    _OF_SALE, path="/auctions/{auction_id}/clerks/{user_id}", codes=(*RUNS_SALE, Code.UNKNOWN)
)

RUNNING = (
    *(
        replace(
            _WAITING if name in WAITING else _RUN,
            path=f"{_COMMAND.path}/{name}",
            name=name,
            summary=str(command.__doc__),
        )
        for name, command in COMMANDS.items()
    ),
    *(
        replace(
            _COMMAND,
            path=f"{_COMMAND.path}/{name}",
            name=name,
            summary=str(each.kind.__doc__).partition("\n")[0],
            takes=each.body,
            query=Expectation if "expected_seq" in each.body.model_fields else None,
            codes=(*_COMMAND.codes, *_CODES.get(name, ())),
        )
        for name, each in WITH_ARGUMENT.items()
    ),
    replace(
        _COMMAND,
        path="/items/{item_id}/room_bid",
        name="room_bid",
        summary="Enter a bid for the floor, the telephone, an absentee or the consignor.",
        takes=EnteredBid,
        answers=BidAnswer,
        codes=(*BIDS, Code.CONFLICT),
    ),
    replace(
        _CLERK,
        method="PUT",
        name="grant_clerk",
        summary="Make a user a clerk of a sale, who may enter bids and run its items.",
        answers=ClerkView,
    ),
    replace(
        _CLERK,
        method="DELETE",
        name="revoke_clerk",
        summary="Take a clerk's grant back.",
        answers=Done,
    ),
    _OF_SALE,
    replace(
        _OF_SALE,
        path="/auctions/{auction_id}/paddles",
        name="paddles",
        summary="List the paddles of a sale.",
        answers=PaddlesAnswer,
        who=Who.CLERK,
    ),
    replace(
        _OF_SALE,
        method="PUT",
        path="/auctions/{auction_id}/paddles/{number}",
        name="give_paddle",
        summary="Give a paddle to a user, or to a named person. The last request counts.",
        takes=NewPaddle,
        answers=PaddleView,
        who=Who.CLERK,
        codes=(*RUNS_SALE, Code.UNKNOWN),
    ),
    replace(
        _OF_SALE,
        method="POST",
        path="/auctions/{auction_id}/notice",
        name="give_sale_notice",
        summary="Give a notice to every item of a sale that has not ended.",
        takes=NewNotice,
        answers=NoticeAnswer,
        who=Who.CLERK,
        codes=(*RUNS_SALE, Code.BUSY, Code.UNKNOWN),
    ),
)
_ACT_SUMMARIES = {
    SaleAct.PAUSE: "Pause all items of a sale, and those that are put up later.",
    SaleAct.RESUME: "Resume the items that were paused with their sale. Their ends move by the pause.",
    SaleAct.EXTEND: "Move the ends of all items of a sale. The same `act_id` again moves them no further.",
}

SALE_ACTS = tuple(
    Operation(
        method="POST",
        path=f"/auctions/{{auction_id}}/{act}",
        name=f"{act}_sale",
        group="Selling",
        summary=_ACT_SUMMARIES[act],
        takes=ExtendSale if act is SaleAct.EXTEND else NewAct,
        may_be_empty=act is not SaleAct.EXTEND,
        answers=ActAnswer,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.UNKNOWN),
    )
    for act in SaleAct
)
