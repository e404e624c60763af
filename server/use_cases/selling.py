"""Selling: an auctioneer sets up sales and puts items up; everybody may look at sales."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from msgspec.structs import replace

from server.bidding.archive import (
    REQUEST_WAIT_S,
    Archive,
    ArchiveUnavailable,
    answering_within,
)
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.auction import Auction
from server.domain.commands import ScheduleItem
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Code, Rejection
from server.domain.running.blocking import BLOCKED_MAX
from server.domain.types import AuctionId, ItemId
from server.domain.view import ItemView, view_item
from server.identity.permissions import Auctioneer, check_runs_sale
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.item_pieces import EncodedItem, ItemPage, ItemPieces
from server.use_cases.lots import Lots
from server.use_cases.sale_terms import SaleTerms
from server.use_cases.stores import refused_by_archive, refused_by_hot_state
from server.use_cases.watching import look_at, look_at_one
from server.wire.errors import Refused
from server.wire.listings import NewItem, listing_of
from server.wire.requests import (
    AuctionsPage,
    ForAuction,
    ItemsPage,
    NewAuction,
)
from server.wire.sale_editing import sale_fields
from server.wire.views import (
    AuctionList,
    AuctionView,
    view_auction,
)

_T = TypeVar("_T")

ITEMS_AT_ONCE = 25
"""Items of a sale that are read and shown without letting anything else run."""


class Selling:
    """The use cases of sales. Every method raises Refused, `unavailable` while a store is down."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        archive: Archive,
        lots: Lots,
        *,
        bidders: SaleBidders,
        hold: Callable[[AuctionId, Sequence[ItemId]], Awaitable[None]],
    ) -> None:
        """`hold` pauses items that were put up in a sale that is paused."""
        self._hold = hold
        self._floor = floor
        self._lots = lots
        self._terms = SaleTerms(floor, archive, hot_state.keys)
        self._hot_state = hot_state
        self._archive = archive
        self._bidders = bidders
        self._pieces = ItemPieces()

    async def create_sale(self, seller: Auctioneer, new: NewAuction) -> AuctionView:
        """Create a sale; a repeated request returns the existing one."""
        wanted = Auction(
            auction_id=AuctionId(new.auction_id or secrets.token_hex(8)),
            auctioneer=seller.user_id,
            handle=seller.handle,
            created_at=self._hot_state.clock.now(),
            **sale_fields(new),
        )
        async with refused_by_archive():
            auction = await self._archive.add_auction(wanted)
        if _as_requested(auction) != _as_requested(wanted):
            raise Refused(Code.INVALID, "this auction_id is already taken", field="auction_id")
        return view_auction(auction)

    async def list_sales(self, page: AuctionsPage) -> AuctionList:
        """List a page of the sales, newest first."""
        after = None if page.after is None else AuctionId(page.after)
        async with refused_by_archive():
            found = await self._archive.auctions(words=page.q, after=after, limit=page.limit + 1)
        listed, next_after = _page_of([view_auction(each) for each in found], page.limit)
        return AuctionList(auctions=listed, next_after=next_after and next_after["auction_id"])

    async def show_sale(self, request: ForAuction, page: ItemsPage) -> ItemPage:
        """Show a sale with a page of its items as they stand now; raises Refused `not_found`.

        The body of the page is an AuctionWithItems.
        """
        after = None if page.after is None else ItemId(page.after)
        async with refused_by_archive():
            auction = await self._archive.auction(AuctionId(request.auction_id))
            found = await self._archive.item_ids(
                auction.auction_id, after=after, limit=page.limit + 1
            )
        item_ids, next_after = _page_of(found, page.limit)
        pieces: list[EncodedItem] = []
        items: list[Item] = []
        for at in range(0, len(item_ids), ITEMS_AT_ONCE):
            # Between two parts of a large sale bids are settled and answered.
            seen = await look_at(self._hot_state, item_ids[at : at + ITEMS_AT_ONCE])
            pieces += map(self._pieces.encoded, seen)
            items += (each.item for each in seen)
        view = {**view_auction(auction), "next_after": next_after}
        return ItemPage(view, pieces, items)

    async def put_up(self, seller: Auctioneer, request: ForAuction, new: NewItem) -> ItemView:
        """Put an item up; a repeated request with an item_id returns the existing item."""
        auction = await self._own_sale(seller, request.auction_id)
        # An item that exists is compared with the request, however late the request is repeated.
        exists = new.item_id is not None and await self._exists(ItemId(new.item_id))
        now = None if exists else self._hot_state.clock.now()
        listing = listing_of(new, auction, self._item_id(auction, new), now)
        lot = self._lots.claimed(listing.auction_id, listing.lot, listing.item_id)
        async with lot, self._listed(listing):
            with refused_by_hot_state():
                await self._hot_state.ensure(listing.item_id)
            # 0165: the blocks are read once the listing is kept, so that none is missed.
            async with refused_by_archive():
                blocked = await self._bidders.blocked(auction.auction_id, limit=BLOCKED_MAX)
            command = ScheduleItem(seller.actor, listing, blocked)
            decided = await self._floor.submit(listing.item_id, command)
            if isinstance(decided, Rejection):
                raise Refused(decided.code, decided.message, **decided.details)
        await self._terms.follow(seller.actor, [listing], auction)
        await self._hold(listing.auction_id, [listing.item_id])
        seen = await look_at_one(self._hot_state, listing.item_id)
        return view_item(seen.item, seen.now, epoch=seen.epoch)

    @asynccontextmanager
    async def _listed(self, listing: Listing) -> AsyncIterator[None]:
        """Keep a listing, and take it back if the item is refused inside: a refusal changes nothing."""
        async with refused_by_archive():
            added = await self._archive.add_listing(listing)
        try:
            yield
        except Refused as refused:
            if added and refused.rejection.code is not Code.UNKNOWN:
                with suppress(ArchiveUnavailable):
                    async with answering_within(REQUEST_WAIT_S):
                        await self._archive.discard_listing(listing.item_id)
            raise

    async def _own_sale(self, seller: Auctioneer, auction_id: str) -> Auction:
        """Return a sale that the seller runs; raises Refused `not_found` or `forbidden`."""
        async with refused_by_archive():
            auction = await self._archive.auction(AuctionId(auction_id))
        check_runs_sale(seller, auction)
        return auction

    def _item_id(self, auction: Auction, new: NewItem) -> ItemId:
        """Choose a new item's id; it may have to live in the sale's shard (0013, 0160)."""
        keys = self._hot_state.keys
        lives_beside = auction.checks_bidders or new.closes_with is not None
        if new.item_id is None:
            if lives_beside:
                return keys.new_id_beside(auction.auction_id)
            return ItemId(secrets.token_hex(8))
        item_id = ItemId(new.item_id)
        if lives_beside and keys.shard(item_id) != keys.shard(auction.auction_id):
            message = "here ids are the server's to choose, or must live where the sale does"
            raise Refused(Code.INVALID, f"item_id: {message}", field="item_id")
        return item_id

    async def _exists(self, item_id: ItemId) -> bool:
        with refused_by_hot_state():
            return item_id in await self._hot_state.read([item_id])


def _page_of(found: Sequence[_T], limit: int) -> tuple[list[_T], _T | None]:
    """Return a page, and its last entry if `found`, read with a limit one higher, has more."""
    page = list(found[:limit])
    return page, page[-1] if len(found) > limit else None


def _as_requested(auction: Auction) -> Auction:
    """Leave out the fields that differ between a request and its repetition."""
    return replace(auction, created_at=0, handle="", paused=False)
