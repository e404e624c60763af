"""A bidder's own items: those that they bid on, won and watch.

Which items they are comes from the archive, which follows the bids closely. Where the bidder stands on
them is read from the hot state.
"""

from collections.abc import Sequence
from typing import Protocol

from server.bidding.hot_state.hot_state import HotState
from server.domain.charges.outcome import Outcome
from server.domain.rejection import Code
from server.domain.types import ItemId, Millis, UserId
from server.identity.identity import Identity
from server.use_cases.stores import refused_by_archive
from server.use_cases.watching import look_at
from server.wire.bidders.mine import (
    Listed,
    OwnBids,
    OwnPage,
    OwnWins,
    Watchlist,
    view_own_bid,
    view_own_win,
    view_watched,
)
from server.wire.errors import Refused
from server.wire.requests import ForItem

WATCHLIST_MAX = 1_000


class OwnItems(Protocol):
    """The items of users in the archive. Every method raises ArchiveUnavailable."""

    async def bids(
        self, user_id: UserId, after: ItemId | None, *, limit: int
    ) -> Sequence[tuple[ItemId, Millis]]:
        """Return items that a user has bid on, each with the moment of their latest bid, newest first."""
        ...

    async def wins(
        self, user_id: UserId, after: ItemId | None, *, limit: int
    ) -> Sequence[tuple[Outcome, Millis]]:
        """Return the outcomes of items that a user has won, each with its moment, newest first."""
        ...

    async def watched(
        self, user_id: UserId, after: ItemId | None, *, limit: int
    ) -> Sequence[ItemId]:
        """Return items on a user's watchlist, the latest addition first."""
        ...

    async def watch(self, user_id: UserId, item_id: ItemId, now: Millis, *, items_max: int) -> bool:
        """Put an item on a user's watchlist; return False if it is full. Raises NotInArchive."""
        ...

    async def unwatch(self, user_id: UserId, item_id: ItemId) -> None:
        """Take an item from a user's watchlist."""
        ...


class Mine:
    """The use cases of a bidder's own items. Every method raises Refused."""

    def __init__(self, hot_state: HotState, own: OwnItems) -> None:
        self._hot_state = hot_state
        self._own = own

    async def show_bids(self, reader: Identity, page: OwnPage) -> OwnBids:
        """Show a page of the items that the reader has bid on, and where they stand on them."""
        after = None if page.after is None else ItemId(page.after)
        async with refused_by_archive():
            found = await self._own.bids(reader.user_id, after, limit=page.limit + 1)
        listed = dict(found[: page.limit])
        seen = await look_at(self._hot_state, list(listed))
        return OwnBids(
            bids=[
                view_own_bid(each, reader.user_id, listed[each.item.listing.item_id])
                for each in seen
            ],
            next_after=list(listed)[-1] if len(found) > page.limit else None,
        )

    async def show_wins(self, reader: Identity, page: OwnPage) -> OwnWins:
        """Show a page of the items that the reader has won, with the amounts owed."""
        after = None if page.after is None else ItemId(page.after)
        async with refused_by_archive():
            found = await self._own.wins(reader.user_id, after, limit=page.limit + 1)
        wins = [view_own_win(outcome, reader.user_id, at) for outcome, at in found[: page.limit]]
        return OwnWins(
            wins=wins, next_after=wins[-1]["item_id"] if len(found) > page.limit else None
        )

    async def show_watchlist(self, reader: Identity, page: OwnPage) -> Watchlist:
        """Show a page of the reader's watchlist."""
        after = None if page.after is None else ItemId(page.after)
        async with refused_by_archive():
            found = await self._own.watched(reader.user_id, after, limit=page.limit + 1)
        listed = found[: page.limit]
        seen = await look_at(self._hot_state, listed)
        return Watchlist(
            items=[view_watched(each, reader.user_id) for each in seen],
            next_after=listed[-1] if len(found) > page.limit else None,
        )

    async def watch(self, reader: Identity, item: ForItem) -> Listed:
        """Put an item on the reader's watchlist."""
        now = self._hot_state.clock.now()
        async with refused_by_archive():
            added = await self._own.watch(
                reader.user_id, ItemId(item.item_id), now, items_max=WATCHLIST_MAX
            )
        if not added:
            message = f"a watchlist has at most {WATCHLIST_MAX} items"
            raise Refused(Code.INVALID, message, field="item_id")
        return Listed(ok=True, listed=True)

    async def unwatch(self, reader: Identity, item: ForItem) -> Listed:
        """Take an item from the reader's watchlist, if it is there."""
        async with refused_by_archive():
            await self._own.unwatch(reader.user_id, ItemId(item.item_id))
        return Listed(ok=True, listed=False)
