"""The asyncio SDK: watch items, bid on them, run a sale.

    async with AuctionClient("http://127.0.0.1:8080", token) as client:
        result = await client.bid("lamp", 1250)
        async for view in client.watch("lamp"):
            print(view.item.price, view.item.leader)

Amounts are integers in minor units of the item's currency, times are milliseconds since the epoch on
the server's clock. Names, limits and pauses are those of the TypeScript SDK in `clients/web/sdk`.

    auction_client   the client: HTTP routes, watched items and bids over one lasting connection
    rest/            the HTTP routes
    bidding          one bid until it is decided
    watching         what the watches of items and of sales share
    item_watch       one watched item, kept complete
    item_view        the pure fold of an item's messages
    sales/           watching a whole sale
    notices/         notices to a user about their own bids
    connecting/      a connection that is replaced when it is lost
    backoff          when to try again, and after which pause
    tasks            tasks and owners whose cancellations are not lost
    server_clock     the estimate of the server's clock
    messages/        the messages of the wire contract
    handles          whose a handle is
    errors           the exceptions
    cli/             the command line, `python -m auction_client`
"""

import logging

from auction_client.auction_client import AuctionClient
from auction_client.bidding import BidResult
from auction_client.connecting.reconnecting import ConnectionState, ConnectionStatus
from auction_client.errors import (
    AuctionError,
    NotConnected,
    OutcomeUnknown,
    RequestRefused,
    Unanswered,
    UnexpectedAnswer,
    WrongUsage,
)
from auction_client.handles import is_own
from auction_client.item_view import ItemView
from auction_client.messages import (
    Admission,
    Auction,
    Bid,
    BidAnswer,
    BidLost,
    Charge,
    CommandAnswer,
    Cost,
    Delivery,
    Fees,
    HistoryAnswer,
    Identity,
    Item,
    ItemResult,
    Mine,
    Outbid,
    OwnBid,
    OwnBids,
    OwnWin,
    OwnWins,
    Refusal,
    RefusalCode,
    Registration,
    Results,
    RetractReason,
    SaleBidder,
    SaleBidders,
    SaleItem,
    Statement,
    StatementLine,
    Terms,
    Underbidder,
    Watchlist,
    Webhook,
    Winner,
    WinnerLine,
)
from auction_client.notices.signal import Signal, Unsubscribe
from auction_client.rest import AuctionRest
from auction_client.sales.sale_view import SaleView
from auction_client.server_clock import ClockEstimate

__all__ = [
    "Admission",
    "Auction",
    "AuctionClient",
    "AuctionError",
    "AuctionRest",
    "Bid",
    "BidAnswer",
    "BidLost",
    "BidResult",
    "Charge",
    "ClockEstimate",
    "CommandAnswer",
    "ConnectionState",
    "ConnectionStatus",
    "Cost",
    "Delivery",
    "Fees",
    "HistoryAnswer",
    "Identity",
    "Item",
    "ItemResult",
    "ItemView",
    "Mine",
    "NotConnected",
    "Outbid",
    "OutcomeUnknown",
    "OwnBid",
    "OwnBids",
    "OwnWin",
    "OwnWins",
    "Refusal",
    "RefusalCode",
    "Registration",
    "RequestRefused",
    "Results",
    "RetractReason",
    "SaleBidder",
    "SaleBidders",
    "SaleItem",
    "SaleView",
    "Signal",
    "Statement",
    "StatementLine",
    "Terms",
    "Unanswered",
    "Underbidder",
    "UnexpectedAnswer",
    "Unsubscribe",
    "Watchlist",
    "Webhook",
    "Winner",
    "WinnerLine",
    "WrongUsage",
    "is_own",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())
