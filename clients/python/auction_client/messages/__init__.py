"""The messages of the wire contract, as the client reads them.

Fields that a newer server adds are ignored. A missing field, or one of another type, raises
`msgspec.ValidationError` where the message is read.

    answers  the answers to requests, and how a message is read
    bidders  the bidders of a sale
    bids     bids, and the messages about them
    catalogue  searches, and sales in files
    mine      what is a bidder's own
    items    items, and the messages about them
    reach    the hammer's reach
    sales    sales and their pages
    saleroom clerks, paddles and notices of a sale
    settling fees, results, statements and webhooks
    sale_acts  acts on whole sales
    sale_feed  a whole sale as it stands and changes
    users    users and their tokens
"""

from auction_client.messages.answers import (
    UNANSWERED,
    ClockAnswer,
    CommandAnswer,
    Refusal,
    RefusalCode,
    read,
    read_refusal,
    read_reply,
)
from auction_client.messages.bidders import Admission, SaleBidder, SaleBidders, Terms
from auction_client.messages.bids import (
    Bid,
    BidAnswer,
    BidLost,
    HistoryAnswer,
    NewBid,
    Outbid,
    RetractReason,
)
from auction_client.messages.catalogue import ImportAnswer, ItemList, RowFault
from auction_client.messages.items import (
    ENDED,
    TAKES_BIDS,
    FallingClock,
    Item,
    Notice,
    WatchAnswer,
    WatcherCount,
    Winner,
    Yours,
)
from auction_client.messages.mine import Mine, OwnBid, OwnBids, OwnWin, OwnWins, Watchlist
from auction_client.messages.reach import HammerAnswer, Reach
from auction_client.messages.sale_acts import ActAnswer, ActCounts
from auction_client.messages.sale_feed import SaleAnswer, SaleItem, SaleMessage
from auction_client.messages.saleroom import Clerk, Clerks, Paddle, Paddles, Revoked, SaleNotice
from auction_client.messages.sales import Auction, AuctionList, AuctionWithItems
from auction_client.messages.settling import (
    Charge,
    Cost,
    Delivery,
    DeliveryList,
    Fees,
    ItemResult,
    Results,
    Statement,
    StatementLine,
    Underbidder,
    Webhook,
    WebhookList,
    WinnerLine,
)
from auction_client.messages.users import Identity, Registration

__all__ = [
    "ENDED",
    "TAKES_BIDS",
    "UNANSWERED",
    "ActAnswer",
    "ActCounts",
    "Admission",
    "Auction",
    "AuctionList",
    "AuctionWithItems",
    "Bid",
    "BidAnswer",
    "BidLost",
    "Charge",
    "Clerk",
    "Clerks",
    "ClockAnswer",
    "CommandAnswer",
    "Cost",
    "Delivery",
    "DeliveryList",
    "FallingClock",
    "Fees",
    "HammerAnswer",
    "HistoryAnswer",
    "Identity",
    "ImportAnswer",
    "Item",
    "ItemList",
    "ItemResult",
    "Mine",
    "NewBid",
    "Notice",
    "Outbid",
    "OwnBid",
    "OwnBids",
    "OwnWin",
    "OwnWins",
    "Paddle",
    "Paddles",
    "Reach",
    "Refusal",
    "RefusalCode",
    "Registration",
    "Results",
    "RetractReason",
    "Revoked",
    "RowFault",
    "SaleAnswer",
    "SaleBidder",
    "SaleBidders",
    "SaleItem",
    "SaleMessage",
    "SaleNotice",
    "Statement",
    "StatementLine",
    "Terms",
    "Underbidder",
    "WatchAnswer",
    "WatcherCount",
    "Watchlist",
    "Webhook",
    "WebhookList",
    "Winner",
    "WinnerLine",
    "Yours",
    "read",
    "read_refusal",
    "read_reply",
]
