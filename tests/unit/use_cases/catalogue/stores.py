"""Stores of the catalogue that hold what a test puts in."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.replies import Snapshot
from server.domain.auction import Auction
from server.domain.commands import ScheduleItem
from server.domain.decide import decide
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.listings.listing import KeptListing, Listing
from server.domain.types import AuctionId, ItemId, Status, UserId
from tests.unit.domain.sale import HOUSE, NOON, accepted

SALE = Auction(AuctionId("sale"), "Estate", UserId("house"), "House#aaaaa", "EUR", 1)


class KeptListings:
    """The listings of a sale, as an archive has them that gets no events."""

    def __init__(self, *listings: Listing, begun: bool = True) -> None:
        self.all = {each.item_id: each for each in listings}
        self.begun = set(self.all) if begun else set()
        self.deleted: set[ItemId] = set()
        self.added: list[ItemId] = []

    async def kept(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, KeptListing]:
        return {
            item_id: KeptListing(
                self.all[item_id],
                item_id in self.begun,
                Status.DELETED if item_id in self.deleted else Status.SCHEDULED,
            )
            for item_id in item_ids
            if item_id in self.all
        }

    async def lots(self, auction_id: AuctionId, lots: Sequence[str]) -> Mapping[str, ItemId]:
        of_sale = (each for each in self.all.values() if each.auction_id == auction_id)
        return {each.lot: each.item_id for each in of_sale if each.lot in lots and each.lot}

    async def add(self, listings: Sequence[Listing]) -> Collection[ItemId]:
        new = {each.item_id: each for each in listings if each.item_id not in self.all}
        self.all |= new
        self.added += new
        return set(new)

    async def discard(self, item_ids: Sequence[ItemId]) -> None:
        for item_id in set(item_ids) - self.begun:
            self.all.pop(item_id, None)

    async def page(
        self, auction_id: AuctionId, *, after: ItemId | None = None, limit: int
    ) -> Sequence[Listing]:
        of_sale = [each for each in self.all.values() if each.auction_id == auction_id]
        item_ids = [each.item_id for each in of_sale]
        first = 0 if after is None else item_ids.index(after) + 1
        return of_sale[first : first + limit]


class _Noon:
    def now(self) -> int:
        return NOON


class HotItems:
    """A hot state with items that were scheduled."""

    keys = Keys(4)
    clock = _Noon()

    def __init__(self, *listings: Listing) -> None:
        self.items = {each.item_id: scheduled_item(each) for each in listings}

    @property
    def hot_state(self) -> HotState:
        """This, as a use case takes it."""
        return cast("HotState", self)

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int = 0
    ) -> dict[ItemId, Snapshot]:
        assert bids_max == 0
        found = (item_id for item_id in item_ids if item_id in self.items)
        return {item_id: Snapshot(self.items[item_id], (), NOON) for item_id in found}


def scheduled_item(listing: Listing) -> Item:
    """Return an item that was put up."""
    item = fold(None, accepted(decide(None, ScheduleItem(HOUSE, listing), NOON)))
    assert item is not None
    return item
