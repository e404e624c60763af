"""The operations that show sales, items and bids."""

from server.domain.rejection import Code
from server.reference.operations.operation import READS, Operation, Who
from server.wire.requests import AuctionsPage, HistoryPage, ItemsPage
from server.wire.views import AuctionList, AuctionWithItems, HistoryAnswer, ItemAnswer

LOOKING = (
    Operation(
        method="GET",
        path="/items/{item_id}",
        name="item",
        group="Looking",
        summary="Show an item as it stands, with `yours` where there is a token.",
        answers=ItemAnswer,
        who=Who.ANYBODY_OR_KNOWN,
        codes=(*READS, Code.UNAUTHENTICATED),
        unless_changed=True,
    ),
    Operation(
        method="GET",
        path="/items/{item_id}/bids",
        name="history",
        group="Looking",
        summary="Show an item's archived bids, newest first, with their clerks to those who run the sale.",
        query=HistoryPage,
        answers=HistoryAnswer,
        who=Who.ANYBODY_OR_KNOWN,
        codes=(*READS, Code.UNAUTHENTICATED),
        unless_changed=True,
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
        unless_changed=True,
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}",
        name="auction",
        group="Looking",
        summary="Show a sale with its items as they stand, a page at a time.",
        query=ItemsPage,
        answers=AuctionWithItems,
        unless_changed=True,
        who=Who.ANYBODY_OR_KNOWN,
        codes=READS,
    ),
)
