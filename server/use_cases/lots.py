"""Lot numbers: an item claims one before it gets it, so that no two items of a sale have the same (0151).

A node that dies in between leaves a claim without an item. The next item that wants the number takes it
over after a while. Numbers that an item had before are given back after its amendment.
"""

from collections.abc import AsyncIterator, Awaitable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from server.bidding.archive import REQUEST_WAIT_S, ArchiveUnavailable, answering_within
from server.bidding.hot_state.hot_state import HotState
from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId, Status
from server.use_cases.stores import refused_by_archive, refused_by_hot_state
from server.wire.errors import Refused


class Claims(Protocol):
    """The claims of lot numbers. Every method raises ArchiveUnavailable."""

    def claim(self, auction_id: AuctionId, lot: str, item_id: ItemId) -> Awaitable[bool | None]:
        """Claim a lot number; return whether the item did not have it, or None if another item has."""

    def claim_all(
        self, auction_id: AuctionId, lots: Mapping[str, ItemId]
    ) -> Awaitable[Collection[str]]:
        """Claim lot numbers for different items; return those that no other item has."""

    def holder(self, auction_id: AuctionId, lot: str) -> Awaitable[ItemId | None]:
        """Return the item that has claimed a lot number."""

    def take_over(
        self, auction_id: AuctionId, lot: str, item_id: ItemId, holder: ItemId
    ) -> Awaitable[bool]:
        """Take a lot number over from an item that claimed it long ago; return whether it did."""

    def keep_only(self, item_id: ItemId, lot: str | None) -> Awaitable[None]:
        """Give all lot numbers of an item back but one, or all of them."""


class Lots:
    """Claims lot numbers for items that are put up or amended."""

    def __init__(self, claims: Claims, hot_state: HotState) -> None:
        self._claims = claims
        self._hot_state = hot_state

    @asynccontextmanager
    async def claimed(
        self, auction_id: AuctionId, lot: str | None, item_id: ItemId
    ) -> AsyncIterator[None]:
        """Hold a lot number for an item inside, and afterwards only the number that the item has.

        Raises Refused `invalid` if another item of the sale has it. After an unknown outcome the claim
        stays.
        """
        is_new = lot is not None and await self._claim(auction_id, lot, item_id)
        try:
            yield
        except Refused as refused:
            if is_new and refused.rejection.code is not Code.UNKNOWN:
                await self.settle(auction_id, item_id)
            raise

    async def claim_all(self, auction_id: AuctionId, lots: Mapping[str, ItemId]) -> None:
        """Claim lot numbers for items that are put up together. The caller settles those that are not.

        Raises Refused `invalid` if another item of the sale has one of them.
        """
        async with refused_by_archive():
            claimed = await self._claims.claim_all(auction_id, lots)
        for lot, item_id in lots.items():
            if lot not in claimed:
                await self._claim(auction_id, lot, item_id)

    async def settle(self, auction_id: AuctionId, item_id: ItemId) -> None:
        """Leave an item the lot number that it has, and no other. A failure leaves them claimed.

        The number is claimed again, because another amendment of the item may have given it back.
        """
        with suppress(ArchiveUnavailable, Refused):
            lot = await self._lot_of(item_id)
            async with answering_within(REQUEST_WAIT_S):
                if lot is not None:
                    await self._claims.claim(auction_id, lot, item_id)
                await self._claims.keep_only(item_id, lot)

    async def give_back(self, item_id: ItemId) -> None:
        """Give back the lot numbers of a deleted item. A failure leaves them to be taken over."""
        with suppress(ArchiveUnavailable):
            async with answering_within(REQUEST_WAIT_S):
                await self._claims.keep_only(item_id, None)

    async def _claim(self, auction_id: AuctionId, lot: str, item_id: ItemId) -> bool:
        async with refused_by_archive():
            is_new = await self._claims.claim(auction_id, lot, item_id)
            if is_new is not None:
                return is_new
            holder = await self._claims.holder(auction_id, lot)
        if holder is None:  # it was given back in between
            return await self._claim(auction_id, lot, item_id)
        if await self._lot_of(holder) != lot:
            async with refused_by_archive():
                if await self._claims.take_over(auction_id, lot, item_id, holder):
                    return True
        message = f"lot {lot} is another item's"
        errors = [{"field": "lot", "message": message}]
        raise Refused(Code.INVALID, f"lot: {message}", errors=errors)

    async def _lot_of(self, item_id: ItemId) -> str | None:
        with refused_by_hot_state():
            seen = (await self._hot_state.read([item_id])).get(item_id)
        if seen is None or seen.item.status is Status.DELETED:
            return None
        return seen.item.listing.lot
