"""The own standings of a sale's reader: their maxima where they lead, and their secret offers.

News has no maxima and no secret offers. So an item is read for the first reader who may have either, and
the next time after an event of the item.
"""

from collections.abc import Iterable

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.view import OwnView
from server.identity.identity import Identity
from server.sockets.sales.feed import Entry
from server.use_cases.stores import refused_by_hot_state
from server.wire.bidders.mine import own_views

ITEMS_PER_CALL = 25


class OwnStandings:
    """Reads and keeps the maxima and offers of the items of sales."""

    def __init__(self, hot_state: HotState) -> None:
        self._hot_state = hot_state

    async def of(self, reader: Identity, entries: Iterable[Entry]) -> dict[str, OwnView]:
        """Return the reader's own maxima and offers, by item; raises Refused `unavailable`."""
        theirs = [entry for entry in entries if _may_stand(entry, reader)]
        unread = [e for e in theirs if e.own_at is None or e.own_at < e.row.position]
        for start in range(0, len(unread), ITEMS_PER_CALL):
            await self._read(unread[start : start + ITEMS_PER_CALL])
        found = ((e.row.item_id, (e.own or {}).get(reader.user_id)) for e in theirs)
        return {item_id: own for item_id, own in found if own is not None}

    async def _read(self, entries: list[Entry]) -> None:
        with refused_by_hot_state():
            seen = await self._hot_state.read_available([entry.row.item_id for entry in entries])
        for entry in entries:
            item = seen.get(entry.row.item_id)
            if item is not None:
                _keep(entry, item)


def _may_stand(entry: Entry, reader: Identity) -> bool:
    """Return whether a reader may lead an item, or have a secret offer on it."""
    leader = entry.row.fields["leader"]
    return entry.secret or (leader is not None and leader.rpartition("#")[2] == reader.code)


def _keep(entry: Entry, seen: Snapshot) -> None:
    entry.own, entry.own_at = own_views(seen.item), seen.position
