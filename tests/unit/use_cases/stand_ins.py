"""Stand-ins for the floor and the archive that record what they are asked."""

import asyncio
from collections.abc import Sequence
from typing import cast

from server.bidding.archive import Archive, ArchiveUnavailable
from server.bidding.floor import Floor
from server.bidding.settling.records import Answer
from server.domain.auction import Grant
from server.domain.commands import Command
from server.domain.types import AuctionId, ItemId, Role, UserId
from server.domain.view import BidView
from server.identity.identity import Identity

ANN = Identity(UserId("ann"), "Ann", Role.BIDDER, expires_at=0, code="aaaa")
ADMIN = Identity(UserId("root"), "Root", Role.ADMIN, expires_at=0, code="rrrr")
HOUSE = Identity(UserId("house"), "House", Role.AUCTIONEER, expires_at=0, code="hhhh")


class RecordingFloor:
    """Answers every command with one answer, and remembers the commands."""

    def __init__(self, answer: Answer) -> None:
        self.commands: list[tuple[ItemId, Command]] = []
        self._answer = answer

    @property
    def floor(self) -> Floor:
        """This, as a use case takes it."""
        return cast("Floor", self)

    def enqueue(self, item_id: ItemId, command: Command) -> asyncio.Future[Answer]:
        self.commands.append((item_id, command))
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        future.get_loop().call_soon(future.set_result, self._answer)
        return future

    async def submit(self, item_id: ItemId, command: Command) -> Answer:
        return await self.enqueue(item_id, command)


NOBODY: dict[UserId, list[AuctionId]] = {}
"""No user is a clerk."""


class KeptGrants:
    """Grants of clerks, by user; with a `gate` reading waits for it, and with an `error` it fails."""

    def __init__(self, sales: dict[UserId, list[AuctionId]]) -> None:
        self.sales = dict(sales)
        self.reads = 0
        self.gate: asyncio.Event | None = None
        self.error: Exception | None = None

    async def grant(
        self, auction_id: AuctionId, grant: Grant, by: UserId, *, clerks_max: int, sales_max: int
    ) -> Grant | None:
        self.sales.setdefault(grant.user_id, []).append(auction_id)
        return grant if clerks_max and sales_max and by else None

    async def revoke(self, auction_id: AuctionId, user_id: UserId) -> None:
        self.sales[user_id].remove(auction_id)

    async def clerks(self, auction_id: AuctionId) -> Sequence[Grant]:
        return [Grant(user, 0) for user, sales in self.sales.items() if auction_id in sales]

    async def sales_of(self, user_id: UserId) -> Sequence[AuctionId]:
        self.reads += 1
        if self.error is not None:
            raise self.error
        sales = tuple(self.sales.get(user_id, ()))
        if self.gate is not None:
            await self.gate.wait()
        return sales


class BidsInArchive:
    """An archive of one item's bids; None for an archive that lags behind."""

    def __init__(
        self, bids: Sequence[BidView] | None = (), retracted: Sequence[int] = (), *, up: bool = True
    ) -> None:
        self.asked: list[tuple[int, int]] = []
        self._bids = bids
        self._retracted = retracted
        self._up = up

    @property
    def archive(self) -> Archive:
        """This, as a use case takes it."""
        return cast("Archive", self)

    async def bids_between(
        self, item_id: ItemId, after: int, before: int
    ) -> Sequence[BidView] | None:
        if not self._up:
            raise ArchiveUnavailable(item_id)
        self.asked.append((after, before))
        return self._bids

    async def retracted_between(self, item_id: ItemId, after: int, before: int) -> Sequence[int]:
        return self._retracted

    async def bids(self, item_id: ItemId, *, before: int, limit: int) -> Sequence[BidView]:
        return [bid for bid in self._bids or () if bid["seq"] < before][:limit]
