"""Notices about a user's bids, and which of them a client has been sent before.

The server sends them at least once, because it can't know what has arrived before a connection was lost.
"""

from collections import OrderedDict

from auction_client.messages import BidLost, Outbid

NOTICES_KEPT = 1_000
"""Items and bids that are remembered, the latest ones."""


class SeenNotices:
    """The notices that a client has been sent."""

    def __init__(self) -> None:
        self._outbid: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lost: OrderedDict[tuple[str, str, int], None] = OrderedDict()

    def is_new_outbid(self, notice: Outbid) -> bool:
        """Take in an `outbid`; return whether it is above the last one of its item."""
        last = self._outbid.get(notice.item_id, (-1, -1))
        epoch = last[0] if notice.epoch is None else notice.epoch
        if (epoch, notice.seq) <= last:
            return False
        self._outbid[notice.item_id] = (epoch, notice.seq)
        self._outbid.move_to_end(notice.item_id)
        if len(self._outbid) > NOTICES_KEPT:
            self._outbid.popitem(last=False)
        return True

    def is_new_loss(self, notice: BidLost) -> bool:
        """Take in a `bid_lost`; return whether its bid has not been named before."""
        bid = (notice.item_id, notice.bid_id, notice.seq)
        if bid in self._lost:
            return False
        self._lost[bid] = None
        if len(self._lost) > NOTICES_KEPT:
            self._lost.popitem(last=False)
        return True
