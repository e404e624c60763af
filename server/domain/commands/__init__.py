"""Requests to change an item. Each leads to events or to a rejection.

bids         the bidders' requests
editing      an auctioneer's changes of an item
blocking     the house's request to block bidders
room         an auctioneer's requests
timekeeping  the timekeeper's and the sequencer's requests
"""

from server.domain.commands.bids import AutoBid, BidderStanding, PlaceBid, PlacedBid, RetractBid
from server.domain.commands.blocking import BlockBidders
from server.domain.commands.editing import AmendItem, DeleteItem
from server.domain.commands.room import (
    AuctioneerCommand,
    CancelItem,
    CloseItem,
    ExtendItem,
    OpenItem,
    PauseItem,
    ResumeItem,
    ScheduleItem,
    WarnItem,
)
from server.domain.commands.timekeeping import CallItem, MarkNextCalled, ObserveTime

__all__ = [
    "AmendItem",
    "AuctioneerCommand",
    "AutoBid",
    "BidderStanding",
    "BlockBidders",
    "CallItem",
    "CancelItem",
    "CloseItem",
    "Command",
    "DeleteItem",
    "ExtendItem",
    "MarkNextCalled",
    "ObserveTime",
    "OpenItem",
    "PauseItem",
    "PlaceBid",
    "PlacedBid",
    "ResumeItem",
    "RetractBid",
    "ScheduleItem",
    "WarnItem",
]

Command = (
    ScheduleItem
    | PlaceBid
    | RetractBid
    | AmendItem
    | DeleteItem
    | AuctioneerCommand
    | BlockBidders
    | ObserveTime
    | CallItem
    | MarkNextCalled
)
