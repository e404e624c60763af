"""A check of whole histories, event by event.

checking  the check, event by event
bids      bids, their retraction, and the ends that late bids move
editing   amendments and the deletion
moves     the moves of the auctioneer and of time
"""

from server.domain.history.bids import PlacedBids, bought_at, offered
from server.domain.history.checking import FAULTS_MAX, Fault, HistoryCheck, faults_of

__all__ = ["FAULTS_MAX", "Fault", "HistoryCheck", "PlacedBids", "bought_at", "faults_of", "offered"]
