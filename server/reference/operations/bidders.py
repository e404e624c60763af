"""The operations about the bidders of a sale."""

from server.domain.rejection import Code
from server.reference.operations.operation import RUNS_SALE, Operation, Who
from server.wire.bidders.admission import (
    AdmissionView,
    Admit,
    AskAdmission,
    BiddersAnswer,
    BiddersPage,
    BidderView,
    Block,
)

_ASKS = (Code.INVALID, Code.UNAUTHENTICATED, Code.NOT_FOUND, Code.UNAVAILABLE)
BIDDERS = (
    Operation(
        method="POST",
        path="/auctions/{auction_id}/admission",
        name="ask_admission",
        group="Bidding",
        summary="Ask to be admitted to a sale, and accept its terms. The last request counts.",
        takes=AskAdmission,
        answers=AdmissionView,
        who=Who.KNOWN,
        codes=(*_ASKS, Code.FORBIDDEN, Code.UNKNOWN),
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/admission",
        name="admission",
        group="Bidding",
        summary="Show where the reader stands in a sale.",
        answers=AdmissionView,
        who=Who.KNOWN,
        codes=_ASKS,
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/bidders",
        name="bidders",
        group="Selling",
        summary="List the bidders who asked for admission, or on whom the house decided, by user id.",
        query=BiddersPage,
        answers=BiddersAnswer,
        who=Who.AUCTIONEER,
        codes=RUNS_SALE,
    ),
    Operation(
        method="PUT",
        path="/auctions/{auction_id}/bidders/{user_id}",
        name="admit",
        group="Selling",
        summary="Approve a bidder, up to a limit, or refuse them. The last request counts.",
        takes=Admit,
        answers=BidderView,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.CONFLICT, Code.UNKNOWN),
    ),
    Operation(
        method="POST",
        path="/auctions/{auction_id}/bidders/{user_id}/block",
        name="block",
        group="Selling",
        summary="Block a user from a sale: once it is answered, no bid of theirs is accepted in it.",
        takes=Block,
        answers=BidderView,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.CONFLICT, Code.UNKNOWN),
    ),
    Operation(
        method="POST",
        path="/auctions/{auction_id}/bidders/{user_id}/unblock",
        name="unblock",
        group="Selling",
        summary="Lift the block of a user. What was decided on them before holds again.",
        answers=BidderView,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.CONFLICT, Code.UNKNOWN),
    ),
)
