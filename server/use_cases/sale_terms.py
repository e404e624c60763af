"""The terms of a sale, which each of its items has in its listing.

A sale's terms change while items may be put up. So an item that has just been put up is compared with
its sale again, and follows it (0152).
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.bidding.hot_state.keys import Keys
from server.domain.auction import Auction
from server.domain.commands import AmendItem, DeleteItem
from server.domain.listings.listing import Listing
from server.domain.rejection import Code
from server.domain.types import Actor
from server.use_cases.stores import refused_by_archive
from server.wire.errors import Refused
from server.wire.listings.editing import defaults_of_sale


def changes_of_terms(listing: Listing, before: Auction, after: Auction) -> dict[str, Any]:
    """Return the changes of an item's listing when its sale changes; it keeps its own values."""
    earlier, later = defaults_of_sale(listing, before), defaults_of_sale(listing, after)
    followed = {n: value for n, value in later.items() if getattr(listing, n) == earlier[n]}
    terms = {**after.terms, **followed}
    return {name: value for name, value in terms.items() if getattr(listing, name) != value}


def is_misplaced(listing: Listing, auction: Auction, keys: Keys) -> bool:
    """Return whether an item lives in another shard than a sale that checks its bidders."""
    if not auction.checks_bidders:
        return False
    return keys.shard(listing.item_id) != keys.shard(auction.auction_id)


class SaleTerms:
    """Keeps items that have just been put up in step with their sale."""

    def __init__(self, floor: Floor, archive: Archive, keys: Keys) -> None:
        self._floor = floor
        self._archive = archive
        self._keys = keys

    async def follow(self, by: Actor, listings: Sequence[Listing], before: Auction) -> None:
        """Compare items with their sale once more, which was `before` when the items were made.

        Raises Refused where an item has no place in the sale any more; it is deleted then. Raises
        Refused `unknown` if the archive can't be asked.
        """
        try:
            async with refused_by_archive():
                after = await self._archive.auction(before.auction_id)
        except Refused as refused:
            if refused.rejection.code is Code.NOT_FOUND:
                await self._delete(by, listings)
                raise
            message = "what was put up may lack a change of its sale; send it again"
            raise Refused(Code.UNKNOWN, message) from refused
        if after == before:
            return
        misplaced = [each for each in listings if is_misplaced(each, after, self._keys)]
        await self._amend(by, [each for each in listings if each not in misplaced], before, after)
        if misplaced:
            await self._delete(by, misplaced)
            message = "the sale has changed meanwhile, and this item_id has no place in it"
            raise Refused(Code.INVALID, f"item_id: {message}", field="item_id")

    async def _amend(
        self, by: Actor, listings: Sequence[Listing], before: Auction, after: Auction
    ) -> None:
        changed = {each.item_id: changes_of_terms(each, before, after) for each in listings}
        commands = [(item_id, AmendItem(by, each)) for item_id, each in changed.items() if each]
        await asyncio.gather(*(self._floor.submit(*each) for each in commands))

    async def _delete(self, by: Actor, listings: Sequence[Listing]) -> None:
        commands = [(each.item_id, DeleteItem(by)) for each in listings]
        await asyncio.gather(*(self._floor.submit(*each) for each in commands))
