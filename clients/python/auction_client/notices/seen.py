"""Notices about a user's bids, and which of them a client has been sent before.

The server sends them at least once, because it can't know what has arrived before a connection was lost.
"""

from collections import OrderedDict
from typing import TypeVar

from auction_client.messages import Admission, BidLost, Mine, Outbid

K = TypeVar("K")
V = TypeVar("V")

NOTICES_KEPT = 1_000
"""Items and bids that are remembered, the latest ones."""


class SeenNotices:
    """The notices that a client has been sent."""

    def __init__(self) -> None:
        self._outbid: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lost: OrderedDict[tuple[str, str, int], None] = OrderedDict()
        self._standings: OrderedDict[str, Mine] = OrderedDict()
        self._admissions: OrderedDict[str, Admission] = OrderedDict()

    def is_new_outbid(self, notice: Outbid) -> bool:
        """Take in an `outbid`; return whether it is above the last one of its item."""
        last = self._outbid.get(notice.item_id, (-1, -1))
        epoch = last[0] if notice.epoch is None else notice.epoch
        if (epoch, notice.seq) <= last:
            return False
        _remember(self._outbid, notice.item_id, (epoch, notice.seq))
        return True

    def is_new_loss(self, notice: BidLost) -> bool:
        """Take in a `bid_lost`; return whether its bid has not been named before."""
        bid = (notice.item_id, notice.bid_id, notice.seq)
        if bid in self._lost:
            return False
        _remember(self._lost, bid, None)
        return True

    def is_new_standing(self, notice: Mine) -> bool:
        """Take in a `mine`; return whether it is not older than the last one of its item, nor the same."""
        last = self._standings.get(notice.item_id)
        if last is not None and (notice.epoch, notice.seq) < (last.epoch, last.seq):
            return False
        _remember(self._standings, notice.item_id, notice)
        return notice != last

    def is_new_admission(self, notice: Admission) -> bool:
        """Take in an `admission`; return whether it differs from the last one of its sale."""
        last = self._admissions.get(notice.auction_id)
        _remember(self._admissions, notice.auction_id, notice)
        return notice != last


def _remember(notices: OrderedDict[K, V], key: K, notice: V) -> None:
    notices[key] = notice
    notices.move_to_end(key)
    if len(notices) > NOTICES_KEPT:
        notices.popitem(last=False)
