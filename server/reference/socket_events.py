"""The tables of the Socket.IO face: the events that a client sends, and the messages that it receives.

Tests compare them with the dispatcher's table and with the messages of a live node.
"""

from typing import NamedTuple

from server.domain.view import ItemView, QuoteView
from server.reference.examples.bidders import ADMISSION, MINE_MESSAGE
from server.reference.examples.lamp import BID, BID_LOST, ITEM, Example
from server.reference.examples.sale_feed import SALE_MESSAGE
from server.use_cases.reach import WAITING
from server.use_cases.running import COMMANDS, WITH_ARGUMENT
from server.wire.answers import (
    AuthenticateAnswer,
    BidAnswer,
    ClockAnswer,
    CommandAnswer,
    Done,
    WatchAnswer,
)
from server.wire.bidders.admission import AdmissionView
from server.wire.bidders.mine import Mine
from server.wire.listings.editing import Amend
from server.wire.messages import BidLost, Leaving, NewBid, Outbid, WatcherCount
from server.wire.reach import Hammer, HammerAnswer, ReachAnswer
from server.wire.requests import (
    Authenticate,
    Bid,
    Clock,
    ForAuction,
    ForItem,
    Request,
    Retract,
    Watch,
)
from server.wire.sale_acts import ActAnswer, ActOnSale, ExtendWholeSale
from server.wire.sale_feed import SaleAnswer, SaleMessage, WatchSale
from server.wire.saleroom.running import RoomBid, RunItem


class ClientEvent(NamedTuple):
    """An event that a client sends, with its argument and the answer to it."""

    takes: type[Request]
    answers: type
    summary: str


class ServerMessage(NamedTuple):
    """A message that a client receives."""

    carries: type
    summary: str
    example: Example


def _first_line(kind: type) -> str:
    return str(kind.__doc__).partition("\n")[0]


_WHO = "For those who run the sale."
CLIENT_EVENTS: dict[str, ClientEvent] = {
    "watch": ClientEvent(
        Watch,
        WatchAnswer,
        "Join an item's room. With `since`, the answer holds the bids after that event number of `epoch`.",
    ),
    "unwatch": ClientEvent(ForItem, Done, "Leave an item's room."),
    "watch_sale": ClientEvent(
        WatchSale,
        SaleAnswer,
        "Join a sale's room, and read a page of its items. With `feed`, `number` and `as_of` of the last "
        "message, the answer holds the items that have changed since.",
    ),
    "unwatch_sale": ClientEvent(ForAuction, Done, "Leave a sale's room."),
    "bid": ClientEvent(Bid, BidAnswer, "Bid on an item."),
    "retract": ClientEvent(Retract, CommandAnswer, "Take a bid back."),
    "authenticate": ClientEvent(
        Authenticate, AuthenticateAnswer, "Give an open socket its first token or a fresh one."
    ),
    "clock": ClientEvent(Clock, ClockAnswer, "Ask for the server's clock."),
    "room_bid": ClientEvent(
        RoomBid,
        BidAnswer,
        f"Enter a bid for the floor, the telephone, an absentee or the consignor. {_WHO}",
    ),
    **{
        name: ClientEvent(
            *((Hammer, HammerAnswer) if name in WAITING else (RunItem, CommandAnswer)),
            f"{command.__doc__} {_WHO}",
        )
        for name, command in COMMANDS.items()
    },
    "reach": ClientEvent(
        ForItem,
        ReachAnswer,
        "Show how many sockets certainly have an item's present state on the screen. For auctioneers.",
    ),
    "amend": ClientEvent(
        Amend,
        CommandAnswer,
        "Change an item's description, or its rules until it opens. For auctioneers.",
    ),
    "delete": ClientEvent(
        ForItem,
        CommandAnswer,
        "Delete an item that has not opened and has no bid. For auctioneers.",
    ),
    **{
        name: ClientEvent(each.event, CommandAnswer, f"{_first_line(each.kind)} {_WHO}")
        for name, each in WITH_ARGUMENT.items()
    },
    "pause_sale": ClientEvent(ActOnSale, ActAnswer, "Pause all items of a sale. For auctioneers."),
    "resume_sale": ClientEvent(
        ActOnSale, ActAnswer, "Resume the items that were paused with their sale. For auctioneers."
    ),
    "extend_sale": ClientEvent(
        ExtendWholeSale, ActAnswer, "Move the ends of all items of a sale. For auctioneers."
    ),
}
_QUOTE = (*QuoteView.__annotations__, "item_id")
SERVER_MESSAGES: dict[str, ServerMessage] = {
    "new_bid": ServerMessage(
        NewBid,
        "To the item's room: new bids, and the price and minimum after them.",
        {
            **{name: ITEM[name] for name in _QUOTE},
            "from_seq": 7,
            "bids": [BID],
        },
    ),
    "item": ServerMessage(
        ItemView, "To the item's room, when more than its price has changed.", ITEM
    ),
    "outbid": ServerMessage(
        Outbid,
        "To all sockets of a user who has lost the lead.",
        {"item_id": "lamp", "epoch": 1, "seq": 7, "price": 4250, "minimum": 4350},
    ),
    "bid_lost": ServerMessage(
        BidLost,
        "To all sockets of a user whose accepted bid was lost in a failure, at once and when they next "
        "watch the item. The bid does not stand.",
        BID_LOST,
    ),
    "mine": ServerMessage(
        Mine,
        "To all sockets of a user whose standing on an item has changed, but for the loss of the lead to "
        "another bid, of which `outbid` notifies.",
        MINE_MESSAGE,
    ),
    "admission": ServerMessage(
        AdmissionView,
        "To all sockets of a user whose standing in a sale has changed.",
        ADMISSION,
    ),
    "sale": ServerMessage(
        SaleMessage,
        "To the sale's room, at most every quarter of a second: the items that have changed.",
        SALE_MESSAGE,
    ),
    "leaving": ServerMessage(
        Leaving,
        "To every socket of a node that stops, before it is closed: come back after about so long, spread "
        "by half to either side.",
        {"retry_after_ms": 200},
    ),
    "watchers": ServerMessage(
        WatcherCount,
        "To the item's room, at most once a second: how many sockets watch it, on all nodes.",
        {"item_id": "lamp", "count": 312},
    ),
}
