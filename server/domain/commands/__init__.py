"""Requests to change an item. Each leads to events or to a rejection.

bids         the bidders' requests
editing      an auctioneer's changes of an item
blocking     the house's request to block bidders
room         an auctioneer's requests
timekeeping  the timekeeper's and the sequencer's requests
"""

from server.domain.commands.bids import (
    AutoBid,
    BidderStanding,
    EarlierBids,
    PlaceBid,
    PlacedBid,
    RetractBid,
)
from server.domain.commands.blocking import BlockBidders
from server.domain.commands.editing import AmendItem, DeleteItem
from server.domain.commands.room import (
    AuctioneerCommand,
    AwardItem,
    CancelItem,
    CloseItem,
    ExtendItem,
    GiveNotice,
    OpenItem,
    PassItem,
    PauseItem,
    ReopenItem,
    ResumeItem,
    RunCommand,
    ScheduleItem,
    SellItem,
    SetAsking,
    VoidBid,
    WarnItem,
)
from server.domain.commands.timekeeping import (
    CallItem,
    CarryOutAct,
    FollowGroup,
    MarkNextCalled,
    ObserveTime,
    SaleAct,
    ShiftEnd,
)

__all__ = [
    "AmendItem",
    "AuctioneerCommand",
    "AutoBid",
    "AwardItem",
    "BidderStanding",
    "BlockBidders",
    "CallItem",
    "CancelItem",
    "CarryOutAct",
    "CloseItem",
    "Command",
    "DeleteItem",
    "EarlierBids",
    "ExtendItem",
    "FollowGroup",
    "GiveNotice",
    "HistoryCommand",
    "MarkNextCalled",
    "ObserveTime",
    "OpenItem",
    "PassItem",
    "PauseItem",
    "PlaceBid",
    "PlacedBid",
    "ReopenItem",
    "ResumeItem",
    "RetractBid",
    "RunCommand",
    "SaleAct",
    "ScheduleItem",
    "SellItem",
    "SetAsking",
    "ShiftEnd",
    "VoidBid",
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
    | ShiftEnd
    | FollowGroup
    | CarryOutAct
)

HistoryCommand = RetractBid | VoidBid | AwardItem
"""Commands that depend on all bids of an item."""
