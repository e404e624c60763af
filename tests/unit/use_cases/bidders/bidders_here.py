"""The bidders of sales, kept in this process, for the use cases' tests."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

from redis import RedisError

from server.bidding.archive import Archive, NotInArchive
from server.bidding.hot_state.admissions import Admission
from server.bidding.hot_state.hot_state import HotState
from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.auction import Auction
from server.domain.types import AuctionId, BidId, ItemId, Millis, UserId


class BiddersHere:
    """Keeps bidders in a dict; `items` are those of every sale."""

    def __init__(self, *items: str) -> None:
        self.items = [ItemId(each) for each in items]
        self.archived = 10
        self.calls: set[str] = set()
        self.bids: list[tuple[ItemId, BidId]] = []
        self.known: dict[UserId, SaleBidder] = {}
        self.locks: dict[UserId, asyncio.Lock] = {}

    async def bidder(self, auction_id: AuctionId, user_id: UserId) -> SaleBidder:
        return self.known.get(user_id, SaleBidder(user_id=user_id))

    async def change(
        self,
        auction_id: AuctionId,
        user_id: UserId,
        handle: str | None,
        change: Callable[[SaleBidder], SaleBidder],
    ) -> SaleBidder:
        async with self.locked(auction_id, user_id) as before:
            self.known[user_id] = change(before)
        return self.known[user_id]

    @asynccontextmanager
    async def locked(self, auction_id: AuctionId, user_id: UserId) -> AsyncIterator[SaleBidder]:
        async with self.locks.setdefault(user_id, asyncio.Lock()):
            yield await self.bidder(auction_id, user_id)

    async def page(
        self, auction_id: AuctionId, standing: Standing | None, after: UserId | None, *, limit: int
    ) -> Sequence[SaleBidder]:
        found = [self.known[user_id] for user_id in sorted(self.known) if user_id > (after or "")]
        return [each for each in found if standing in (None, each.standing)][:limit]

    async def blocked(self, auction_id: AuctionId, *, limit: int) -> tuple[UserId, ...]:
        return tuple(user_id for user_id, each in self.known.items() if each.blocked)[:limit]

    async def biddable_items(
        self,
        auction_id: AuctionId,
        *,
        closed_since: Millis,
        after: ItemId | None,
        limit: int,
    ) -> Sequence[ItemId]:
        at = 0 if after is None else self.items.index(after) + 1
        return self.items[at : at + limit]

    async def deposit(
        self,
        auction_id: AuctionId,
        user_id: UserId,
        call_id: str,
        now: int,
        change: Callable[[SaleBidder], SaleBidder],
    ) -> SaleBidder | None:
        if call_id in self.calls:
            return None
        self.calls.add(call_id)
        return await self.change(auction_id, user_id, None, change)

    async def archived_seqs(self, item_ids: Sequence[ItemId]) -> dict[ItemId, int]:
        return dict.fromkeys(item_ids, self.archived)

    async def bids_to_void(
        self, user_id: UserId, item_ids: Sequence[ItemId], *, limit: int
    ) -> Sequence[tuple[ItemId, BidId]]:
        return [each for each in self.bids if each[0] in item_ids][:limit]


class SalesHere:
    """An archive of sales."""

    def __init__(self, *sales: Auction) -> None:
        self._sales = {sale.auction_id: sale for sale in sales}

    @property
    def archive(self) -> Archive:
        """This, as a use case takes it."""
        return cast("Archive", self)

    async def auction(self, auction_id: AuctionId) -> Auction:
        if auction_id not in self._sales:
            raise NotInArchive("auction")
        return self._sales[auction_id]


class AdmissionsHere:
    """A hot state of admissions, whose clock stands at 7."""

    def __init__(self, *, up: bool = True) -> None:
        self.admitted: dict[UserId, Admission] = {}
        self.clock = self.admissions = self
        self.up = up

    @property
    def hot_state(self) -> HotState:
        """This, as a use case takes it."""
        return cast("HotState", self)

    def now(self) -> int:
        return 7

    async def admit(self, auction_id: AuctionId, admissions: dict[UserId, Admission]) -> None:
        if not self.up:
            raise RedisError
        self.admitted |= admissions
