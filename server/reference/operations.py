"""The table of routes: what each takes, answers and refuses.

Tests compare it with the router and with the answers of a live node.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus

from server.domain.commands import ExtendItem
from server.domain.rejection import Code
from server.domain.view import ItemView
from server.use_cases.running import COMMANDS
from server.wire.answers import BidAnswer, CommandAnswer
from server.wire.listings import NewItem
from server.wire.requests import (
    Admit,
    AuctionsPage,
    Bid,
    EndAt,
    HistoryPage,
    ItemsPage,
    NewAuction,
    NewUser,
    Request,
    TakeBack,
)
from server.wire.views import (
    AliveAnswer,
    AuctionList,
    AuctionView,
    AuctionWithItems,
    BiddersAnswer,
    BidderView,
    HistoryAnswer,
    ItemAnswer,
    ReadyAnswer,
    UserAnswer,
)


class Who(StrEnum):
    """The token that a request needs."""

    ANYBODY = "Needs no token."
    ANYBODY_OR_KNOWN = "Needs no token; with a token the answer holds more."
    KNOWN = "Needs a user's token."
    AUCTIONEER = "Needs an auctioneer's token."


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    `answers` is the type of a JSON body, or the media type of any other. `codes` are the refusals
    that are typical of the route. `not_ready` is a second status with the same body as `status`.
    """

    method: str
    path: str
    name: str
    group: str
    summary: str
    answers: type | str
    who: Who = Who.ANYBODY
    takes: type[Request] | None = None
    query: type[Request] | None = None
    status: HTTPStatus = HTTPStatus.OK
    not_ready: HTTPStatus | None = None
    codes: tuple[Code, ...] = ()


_FLOOR = (Code.BUSY, Code.UNAVAILABLE, Code.UNKNOWN)
_NOT_ALLOWED = (Code.UNAUTHENTICATED, Code.FORBIDDEN)
_BY_STATUS = (Code.NOT_OPEN, Code.PAUSED, Code.CLOSED)
_RUNS_ITEM = (Code.INVALID, *_NOT_ALLOWED, Code.NOT_FOUND, *_BY_STATUS, *_FLOOR)
_READS = (Code.INVALID, Code.NOT_FOUND, Code.UNAVAILABLE)
_RUNS_SALE = (Code.INVALID, *_NOT_ALLOWED, Code.NOT_FOUND, Code.UNAVAILABLE)

_BIDDING = (
    Operation(
        method="POST",
        path="/bid",
        name="bid",
        group="Bidding",
        summary="Bid on an item, with the argument and the answer of the `bid` event.",
        takes=Bid,
        answers=BidAnswer,
        who=Who.KNOWN,
        codes=(
            *(Code.INVALID, *_NOT_ALLOWED, Code.NOT_FOUND, *_BY_STATUS),
            *(
                Code.TOO_LOW,
                Code.OFF_LADDER,
                Code.ALREADY_LEADING,
                Code.SOLD_OUT,
                Code.BID_ID_REUSED,
            ),
            *(Code.OWN_ITEM, Code.LIMIT_EXCEEDED, *_FLOOR),
        ),
    ),
    Operation(
        method="POST",
        path="/items/{item_id}/retract",
        name="retract",
        group="Bidding",
        summary="Take a bid back.",
        takes=TakeBack,
        answers=CommandAnswer,
        who=Who.KNOWN,
        codes=(
            *(Code.INVALID, Code.UNAUTHENTICATED, Code.NOT_FOUND),
            *(Code.NOT_RETRACTABLE, *_FLOOR),
        ),
    ),
    Operation(
        method="POST",
        path="/users",
        name="register",
        group="Bidding",
        summary="Register a bidder, where registration is open.",
        takes=NewUser,
        answers=UserAnswer,
        status=HTTPStatus.CREATED,
        codes=(Code.INVALID, Code.FORBIDDEN, Code.UNAVAILABLE),
    ),
)
_LOOKING = (
    Operation(
        method="GET",
        path="/items/{item_id}",
        name="item",
        group="Looking",
        summary="Show an item as it stands, with `yours` where there is a token.",
        answers=ItemAnswer,
        who=Who.ANYBODY_OR_KNOWN,
        codes=(*_READS, Code.UNAUTHENTICATED),
    ),
    Operation(
        method="GET",
        path="/items/{item_id}/bids",
        name="history",
        group="Looking",
        summary="Show an item's bids from the archive, newest first, a page at a time.",
        query=HistoryPage,
        answers=HistoryAnswer,
        codes=_READS,
    ),
    Operation(
        method="GET",
        path="/auctions",
        name="auctions",
        group="Looking",
        summary="List the sales, newest first, a page at a time.",
        query=AuctionsPage,
        answers=AuctionList,
        codes=(Code.INVALID, Code.UNAVAILABLE),
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}",
        name="auction",
        group="Looking",
        summary="Show a sale with its items as they stand, a page at a time.",
        query=ItemsPage,
        answers=AuctionWithItems,
        codes=_READS,
    ),
)
_SELLING = (
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
        codes=(Code.INVALID, *_NOT_ALLOWED, Code.UNAVAILABLE, Code.UNKNOWN),
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
        codes=(*_RUNS_SALE, Code.BUSY, Code.UNKNOWN),
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/bidders",
        name="bidders",
        group="Selling",
        summary="List the admissions of bidders.",
        answers=BiddersAnswer,
        who=Who.AUCTIONEER,
        codes=_RUNS_SALE,
    ),
    Operation(
        method="PUT",
        path="/auctions/{auction_id}/bidders/{user_id}",
        name="admit",
        group="Selling",
        summary="Set whether a bidder is approved and how much they may spend. The last request counts.",
        takes=Admit,
        answers=BidderView,
        who=Who.AUCTIONEER,
        codes=(*_RUNS_SALE, Code.UNKNOWN),
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
        codes=_RUNS_ITEM,
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
    codes=_RUNS_ITEM,
)
_NODE = (
    Operation(
        method="GET",
        path="/healthz",
        name="alive",
        group="The node",
        summary="Answer that the process is alive.",
        answers=AliveAnswer,
    ),
    Operation(
        method="GET",
        path="/readyz",
        name="ready",
        group="The node",
        summary="Answer whether bids are taken, with the state of each dependency.",
        answers=ReadyAnswer,
        not_ready=HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
_NOT_JSON = (
    (
        "/metrics",
        "metrics",
        "Show the node's metrics in the text format of Prometheus.",
        "text/plain",
    ),
    ("/openapi.json", "openapi", "Describe the HTTP face: this document.", "application/json"),
    ("/asyncapi.json", "asyncapi", "Describe the Socket.IO face.", "application/json"),
    ("/docs", "docs", "Show both as a page.", "text/html"),
    ("/", "page", "Show the web client.", "text/html"),
)


def operations() -> list[Operation]:
    """Return every operation, in reading order."""
    commands = [
        replace(_COMMAND, path=f"{_COMMAND.path}/{name}", name=name, summary=str(command.__doc__))
        for name, command in COMMANDS.items()
    ]
    others = [
        Operation(
            method="GET",
            path=path,
            name=name,
            group="The node",
            summary=summary,
            answers=media_type,
        )
        for path, name, summary, media_type in _NOT_JSON
    ]
    return [*_BIDDING, *_LOOKING, *_SELLING, *commands, *_NODE, *others]
