"""The asyncio client: watch items, bid on them, run a sale.

    async with AuctionClient("http://127.0.0.1:8080", token) as client:
        answer = await client.bid("lamp", 1250)
        async for view in client.watch("lamp"):
            print(view.item.price, view.item.leader)

Amounts are integers in minor units of the item's currency, times are milliseconds since the epoch on
the server's clock. `python -m clients.python` is a small command line on top of it.
"""

import logging

from clients.python.auction_client import AuctionClient
from clients.python.errors import (
    AnswerUnknown,
    AuctionError,
    NoAnswer,
    NotConnected,
    RequestRefused,
    UnexpectedAnswer,
    WrongUsage,
)
from clients.python.item_view import ItemView
from clients.python.messages import (
    Accepted,
    Auction,
    Bid,
    CommandDone,
    History,
    Identity,
    Item,
    Refused,
    User,
    Winner,
)
from clients.python.rest import AuctionHttp

__all__ = [
    "Accepted",
    "AnswerUnknown",
    "Auction",
    "AuctionClient",
    "AuctionError",
    "AuctionHttp",
    "Bid",
    "CommandDone",
    "History",
    "Identity",
    "Item",
    "ItemView",
    "NoAnswer",
    "NotConnected",
    "Refused",
    "RequestRefused",
    "UnexpectedAnswer",
    "User",
    "Winner",
    "WrongUsage",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())
