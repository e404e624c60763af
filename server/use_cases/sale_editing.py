"""Editing sales: their title at any time, their terms and the sale itself until an item was decided on.

0152: the items are changed one after another, each in a round of its own, and then the sale. Every step
may be repeated, so a request that was lost or cut short is finished by sending it again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any, Protocol

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.auction import Auction
from server.domain.commands import AmendItem, DeleteItem
from server.domain.decide import decide
from server.domain.rejection import Code, Rejection
from server.domain.types import Actor, AuctionId, ItemId, Millis
from server.identity.permissions import Auctioneer, check_runs_sale
from server.use_cases.sale_terms import changes_of_terms, is_misplaced
from server.use_cases.stores import refused_by_archive
from server.use_cases.watching import look_at
from server.wire.answers import Done
from server.wire.errors import Refused
from server.wire.requests import ForAuction, Request
from server.wire.sale_editing import patched
from server.wire.views import AuctionView, view_auction

AT_ONCE = 50
"""Items that are read, or changed, together."""
SOON_MS: Millis = 60_000
"""A sale does not change while one of its items opens within this time."""
_UNDECIDED = frozenset({Code.BUSY, Code.UNAVAILABLE, Code.UNKNOWN, Code.INTERNAL})
"""Refusals that say nothing about the item."""


class Sales(Protocol):
    """The table of sales. Every method raises ArchiveUnavailable."""

    def find(self, auction_id: AuctionId) -> Awaitable[Auction]:
        """Return a sale, even a deleted one; raises NotInArchive."""

    def change(self, auction_id: AuctionId, **changes: Any) -> Awaitable[None]:
        """Change fields of a sale; raises ArchiveUnconfirmed if they may have been changed."""

    def give_lots_back(self, auction_id: AuctionId) -> Awaitable[None]:
        """Give all lot numbers of a deleted sale back."""


class SaleEditing:
    """The use cases of editing sales. Every method raises Refused, `unavailable` while a store is down."""

    def __init__(self, floor: Floor, hot_state: HotState, archive: Archive, sales: Sales) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._archive = archive
        self._sales = sales

    async def amend_sale(
        self, seller: Auctioneer, request: ForAuction, patch: Request
    ) -> AuctionView:
        """Change a sale as an AuctionPatch says, and its items with it."""
        async with refused_by_archive():
            before = await self._archive.auction(AuctionId(request.auction_id))
        check_runs_sale(seller, before)
        after = patched(before, patch)
        changed = [name for name in Auction.__struct_fields__ if _differs(name, before, after)]
        terms = [name for name in changed if name != "title"]
        if terms:
            await self._check_items(seller.actor, before, after)
            await self._amend_items(seller.actor, before, after)
        if changed:
            async with refused_by_archive():
                await self._sales.change(
                    before.auction_id, **{name: getattr(after, name) for name in changed}
                )
        if terms:
            # Items that were put up in the meantime are made of the sale as it was before.
            await self._amend_items(seller.actor, before, after)
        return view_auction(after)

    async def delete_sale(self, seller: Auctioneer, request: ForAuction) -> Done:
        """Delete a sale and its items. One that was deleted before is found deleted."""
        async with refused_by_archive():
            auction = await self._sales.find(AuctionId(request.auction_id))
        check_runs_sale(seller, auction)
        auction_id = auction.auction_id
        if not auction.deleted:
            async for items in self._items(auction_id):
                for seen in items:
                    _check_undecided(seen)
            async with refused_by_archive():
                await self._sales.change(auction_id, deleted=True)
        refused = await self._delete_items(seller.actor, auction_id)
        if refused is not None:
            async with refused_by_archive():
                await self._sales.change(auction_id, deleted=False)
            raise _conflict(*refused)
        async with refused_by_archive():
            await self._sales.give_lots_back(auction_id)
        return Done(ok=True)

    async def _check_items(self, by: Actor, before: Auction, after: Auction) -> None:
        """Raise Refused if an item can't follow its sale. Nothing has changed then."""
        async for items in self._items(before.auction_id):
            for seen in items:
                changes = changes_of_terms(seen.item.listing, before, after)
                if not changes:
                    continue
                _check_undecided(seen)
                if is_misplaced(seen.item.listing, after, self._hot_state.keys):
                    message = "its id has no place in a sale that checks its bidders"
                    raise _invalid(seen.item.listing.item_id, message)
                decision = decide(seen.item, AmendItem(by, changes), seen.now)
                if isinstance(decision, Rejection):
                    raise _invalid(seen.item.listing.item_id, decision.message)

    async def _amend_items(self, by: Actor, before: Auction, after: Auction) -> None:
        """Change all items; if one was decided on meanwhile, change the others back, and raise Refused."""
        amended: list[tuple[ItemId, dict[str, Any]]] = []
        async for items in self._items(before.auction_id):
            commands: dict[ItemId, AmendItem] = {}
            for seen in items:
                listing = seen.item.listing
                changes = changes_of_terms(listing, before, after)
                if changes:
                    commands[listing.item_id] = AmendItem(by, changes)
                    amended.append(
                        (listing.item_id, {name: getattr(listing, name) for name in changes})
                    )
            refused = await self._submit(commands)
            if refused is not None:
                await self._submit({item_id: AmendItem(by, undo) for item_id, undo in amended})
                raise _conflict(*refused)

    async def _delete_items(self, by: Actor, auction_id: AuctionId) -> tuple[ItemId, str] | None:
        """Delete all items; return one that was decided on meanwhile, with the reason."""
        async for items in self._items(auction_id):
            commands = {seen.item.listing.item_id: DeleteItem(by) for seen in items}
            refused = await self._submit(commands)
            if refused is not None:
                return refused
        return None

    async def _submit(
        self, commands: dict[ItemId, AmendItem] | dict[ItemId, DeleteItem]
    ) -> tuple[ItemId, str] | None:
        """Carry commands out; return an item that has refused one, with the reason.

        Raises Refused `unknown` if some could not be decided.
        """
        answers = await asyncio.gather(
            *(self._floor.submit(item_id, command) for item_id, command in commands.items())
        )
        found: tuple[ItemId, str] | None = None
        for item_id, answer in zip(commands, answers, strict=True):
            if not isinstance(answer, Rejection) or answer.code is Code.NOT_FOUND:
                continue
            if answer.code in _UNDECIDED:
                message = "the items have been changed in part; send the same request again"
                raise Refused(Code.UNKNOWN, message)
            found = found or (item_id, answer.message)
        return found

    async def _items(self, auction_id: AuctionId) -> AsyncIterator[Sequence[Snapshot]]:
        """Read the items of a sale as they stand, some at a time."""
        after: ItemId | None = None
        while True:
            async with refused_by_archive():
                found = await self._archive.item_ids(auction_id, after=after, limit=AT_ONCE)
            if not found:
                return
            yield await look_at(self._hot_state, found)
            after = found[-1]


def _differs(name: str, before: Auction, after: Auction) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _check_undecided(seen: Snapshot) -> None:
    item_id, changes_at = seen.item.listing.item_id, seen.item.changes_at
    if not seen.item.is_undecided:
        raise _conflict(item_id, "it has opened or has a bid")
    if changes_at is not None and changes_at < seen.now + SOON_MS:
        raise _conflict(item_id, "it opens within a minute")


def _conflict(item_id: ItemId, message: str) -> Refused:
    return Refused(Code.CONFLICT, f"item {item_id}: {message}", item_id=item_id)


def _invalid(item_id: ItemId, message: str) -> Refused:
    message = f"item {item_id}: {message}"
    return Refused(Code.INVALID, message, errors=[{"field": "", "message": message}])
