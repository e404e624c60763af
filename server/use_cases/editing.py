"""Editing items: amendments of a listing, and the deletion of an item."""

from typing import Any

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.commands import AmendItem, DeleteItem
from server.domain.item import Item
from server.domain.rejection import Contradiction, Rejection, contradictory
from server.domain.types import AuctionId, ItemId
from server.identity.identity import Identity
from server.identity.permissions import authenticated, check_runs_item
from server.use_cases.lots import Lots
from server.use_cases.stores import refused_by_archive, refused_by_hot_state
from server.use_cases.watching import look_at_one
from server.wire.answers import CommandAnswer, command_answer
from server.wire.errors import Refused
from server.wire.listings.editing import changes_of, needs_sale
from server.wire.listings.forms import form_of
from server.wire.requests import ForItem, Request


class Editing:
    """The use cases of editing items. Every method raises Refused `unauthenticated`."""

    def __init__(self, floor: Floor, hot_state: HotState, archive: Archive, lots: Lots) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._archive = archive
        self._lots = lots

    async def amend_item(
        self, identity: Identity | None, item_id: ItemId, patch: Request
    ) -> CommandAnswer | Rejection:
        """Change an item as an ItemPatch says; raises Refused like the floor refuses."""
        item = await self._own_item(authenticated(identity), item_id)
        auction = None
        if needs_sale(patch):
            async with refused_by_archive():
                auction = await self._archive.auction(item.listing.auction_id)
        changes = changes_of(patch, item.listing, auction)
        if changes.get("closes_with") is not None:
            self._check_place(item_id, item.listing.auction_id)
        command = AmendItem(authenticated(identity).actor, changes)
        if "lot" not in changes:
            return await self._submit(item_id, command)
        auction_id = item.listing.auction_id
        async with self._lots.claimed(auction_id, changes["lot"], item_id):
            answer = await self._submit(item_id, command)
            if isinstance(answer, Rejection):
                raise Refused(answer.code, answer.message, **answer.details)
        await self._lots.settle(auction_id, item_id)
        return answer

    async def show_listing(self, identity: Identity | None, request: ForItem) -> dict[str, Any]:
        """Show an item's listing to its auctioneer, in the form of a new item of which it is made."""
        item = await self._own_item(authenticated(identity), ItemId(request.item_id))
        async with refused_by_archive():
            auction = await self._archive.auction(item.listing.auction_id)
        return form_of(item.listing, auction)

    async def delete_item(
        self, identity: Identity | None, request: ForItem
    ) -> CommandAnswer | Rejection:
        """Delete an item; one that was deleted before is found deleted."""
        item_id, actor = ItemId(request.item_id), authenticated(identity).actor
        with refused_by_hot_state():
            await self._hot_state.ensure(item_id)
        answer = await self._submit(item_id, DeleteItem(actor))
        if not isinstance(answer, Rejection):
            await self._lots.give_back(item_id)
        return answer

    def _check_place(self, item_id: ItemId, auction_id: AuctionId) -> None:
        """Raise Refused `invalid` for an item that can't join a group: it is in another shard (0160)."""
        keys = self._hot_state.keys
        if keys.shard(item_id) != keys.shard(auction_id):
            message = (
                "this item does not live where its sale does; put it up again with closes_with"
            )
            refused = contradictory([Contradiction("closes_with", message)])
            raise Refused(refused.code, refused.message, **refused.details)

    async def _own_item(self, identity: Identity, item_id: ItemId) -> Item:
        """Return an item that the user runs; raises Refused `not_found`, `forbidden` or `unavailable`."""
        item = (await look_at_one(self._hot_state, item_id)).item
        check_runs_item(identity, item.listing)
        return item

    async def _submit(
        self, item_id: ItemId, command: AmendItem | DeleteItem
    ) -> CommandAnswer | Rejection:
        answer = await self._floor.submit(item_id, command)
        return answer if isinstance(answer, Rejection) else command_answer(answer)
