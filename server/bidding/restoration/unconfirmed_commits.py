"""Commits whose reply was lost: whether they were carried out shows in the next round of their items."""

from collections.abc import Iterable, Mapping

from server.bidding.hot_state.replies import HeldItem
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.settling.records import encode, journal_entry
from server.bidding.settling.settle import Settlement
from server.domain.types import ItemId

ITEMS_MAX = 1_000


class UnconfirmedCommits:
    """The latest commit of each item that got no reply."""

    def __init__(self, commits: OwnCommits) -> None:
        """Pass those that were carried out on to `commits`."""
        self._commits = commits
        self._unconfirmed: dict[ItemId, Settlement] = {}

    def note(self, settled: Mapping[ItemId, Settlement]) -> None:
        """Note settlements whose commit got no reply."""
        for item_id, settlement in settled.items():
            if settlement.events:
                self._unconfirmed[item_id] = settlement
                if len(self._unconfirmed) > ITEMS_MAX:
                    del self._unconfirmed[next(iter(self._unconfirmed))]

    def forget(self, item_ids: Iterable[ItemId]) -> None:
        """Forget items that have been committed since."""
        for item_id in item_ids:
            self._unconfirmed.pop(item_id, None)

    def compare(self, held: Mapping[ItemId, HeldItem]) -> None:
        """Settle the question for items whose locks are held, so that the old commit can't arrive now."""
        if not self._unconfirmed:
            return
        for item_id, each in held.items():
            settlement = self._unconfirmed.pop(item_id, None)
            if settlement is not None and _was_carried_out(settlement, each):
                assert settlement.after is not None, "an item with events exists"
                entry = encode(journal_entry(settlement.after, settlement.events))
                self._commits.remember(item_id, settlement.epoch, settlement.events, entry)


def _was_carried_out(settlement: Settlement, held: HeldItem) -> bool:
    """Compare the item, or the receipts if another node has settled the item since."""
    if held.epoch != settlement.epoch:
        return False
    if held.item == settlement.after:
        return True
    return any(held.receipts.get(bid_id) == each for bid_id, each in settlement.receipts.items())
