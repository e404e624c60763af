"""The public view of an item and its bids, with handles and never user ids.

items   an item as everybody sees it
bids    a bid as everybody sees it
own     a bidder's own maximum or offers, in no role shown to anybody else
shapes  the fields of all of them
"""

from server.domain.view.bids import is_secret, view_bid
from server.domain.view.items import view_fees, view_item, view_standing
from server.domain.view.own import view_left, view_own
from server.domain.view.shapes import (
    BidView,
    ClockView,
    FeesView,
    ItemView,
    OnOutageName,
    OwnView,
    QuoteView,
    StandingView,
    StatusName,
)

__all__ = [
    "BidView",
    "ClockView",
    "FeesView",
    "ItemView",
    "OnOutageName",
    "OwnView",
    "QuoteView",
    "StandingView",
    "StatusName",
    "is_secret",
    "view_bid",
    "view_fees",
    "view_item",
    "view_left",
    "view_own",
    "view_standing",
]
