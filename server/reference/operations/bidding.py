"""The operations of bidders."""

from http import HTTPStatus

from server.domain.rejection import Code
from server.reference.operations.operation import BY_STATUS, FLOOR, NOT_ALLOWED, Operation, Who
from server.wire.answers import BidAnswer, CommandAnswer
from server.wire.requests import Bid, NewUser, TakeBack
from server.wire.views import UserAnswer

BIDS = (
    *(Code.INVALID, *NOT_ALLOWED, Code.NOT_FOUND, *BY_STATUS),
    *(
        Code.TOO_LOW,
        Code.IMPLAUSIBLE,
        Code.OFF_LADDER,
        Code.ALREADY_LEADING,
        Code.SOLD_OUT,
        Code.BID_ID_REUSED,
    ),
    *(Code.OWN_ITEM, Code.LIMIT_EXCEEDED, *FLOOR),
)
"""The refusals of bids."""

BIDDING = (
    Operation(
        method="POST",
        path="/bid",
        name="bid",
        group="Bidding",
        summary="Bid on an item, with the argument and the answer of the `bid` event.",
        takes=Bid,
        answers=BidAnswer,
        who=Who.KNOWN,
        codes=BIDS,
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
            *(Code.NOT_RETRACTABLE, *FLOOR),
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
    Operation(
        method="PATCH",
        path="/users/me",
        name="rename",
        group="Bidding",
        summary="Take another name, where registration is open; the answer has a token with it.",
        takes=NewUser,
        answers=UserAnswer,
        who=Who.KNOWN,
        codes=(Code.INVALID, *NOT_ALLOWED, Code.UNAVAILABLE),
    ),
)
