"""The operations about what is a bidder's own."""

from server.domain.rejection import Code
from server.reference.operations.operation import Operation, Who
from server.wire.bidders.mine import Listed, OwnBids, OwnPage, OwnWins, Watchlist

_READS = (Code.INVALID, Code.UNAUTHENTICATED, Code.UNAVAILABLE)
MINE = (
    Operation(
        method="GET",
        path="/me/bids",
        name="own_bids",
        group="Bidding",
        summary="List the items that the reader has bid on, and where they stand on them.",
        query=OwnPage,
        answers=OwnBids,
        who=Who.KNOWN,
        codes=_READS,
    ),
    Operation(
        method="GET",
        path="/me/wins",
        name="own_wins",
        group="Bidding",
        summary="List the items that the reader has won, and what they owe.",
        query=OwnPage,
        answers=OwnWins,
        who=Who.KNOWN,
        codes=_READS,
    ),
    Operation(
        method="GET",
        path="/me/watchlist",
        name="watchlist",
        group="Bidding",
        summary="Show the reader's watchlist.",
        query=OwnPage,
        answers=Watchlist,
        who=Who.KNOWN,
        codes=_READS,
    ),
    Operation(
        method="PUT",
        path="/me/watchlist/{item_id}",
        name="add_to_watchlist",
        group="Bidding",
        summary="Put an item on the reader's watchlist, which has at most 1,000 items.",
        answers=Listed,
        who=Who.KNOWN,
        codes=(*_READS, Code.NOT_FOUND, Code.UNKNOWN),
    ),
    Operation(
        method="DELETE",
        path="/me/watchlist/{item_id}",
        name="take_from_watchlist",
        group="Bidding",
        summary="Take an item from the reader's watchlist.",
        answers=Listed,
        who=Who.KNOWN,
        codes=_READS,
    ),
)
