"""Requests to change an item. Each leads to events or to a rejection.

bids         the bidders' requests
room         an auctioneer's requests
timekeeping  the timekeeper's and the sequencer's requests
"""

from server.domain.commands.bids import AutoBid, BidderStanding, PlaceBid, PlacedBid, RetractBid
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
    "AuctioneerCommand",
    "AutoBid",
    "BidderStanding",
    "CallItem",
    "CancelItem",
    "CloseItem",
    "Command",
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
    | AuctioneerCommand
    | ObserveTime
    | CallItem
    | MarkNextCalled
)
