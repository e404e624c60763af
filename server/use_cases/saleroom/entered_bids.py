"""The clerks who entered an item's bids, for those who run its sale."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from server.bidding.archive import Archive
from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId, Source, UserId
from server.domain.view import BidView
from server.identity.identity import Identity
from server.use_cases.saleroom.clerks import ClerkGrants, sale_run_by
from server.use_cases.stores import refused_by_archive
from server.wire.errors import Refused


class EnteredBidStore(Protocol):
    """The bids that clerks entered, in the archive. The method raises ArchiveUnavailable."""

    async def clerks(
        self, item_id: ItemId, seqs: Sequence[int]
    ) -> tuple[AuctionId, Mapping[int, UserId]] | None:
        """Return the sale of an item, and the clerks who entered its bids, by the numbers of these bids.

        Bids that their bidders sent are left out. Returns None if no clerk entered any of them.
        """
        ...


class EnteredBids:
    """The use case of those who read a history."""

    def __init__(self, archive: Archive, store: EnteredBidStore, grants: ClerkGrants) -> None:
        self._archive = archive
        self._store = store
        self._grants = grants

    async def named(
        self, identity: Identity | None, item_id: ItemId, bids: Sequence[BidView]
    ) -> list[BidView]:
        """Return bids with the clerks who entered them, if the reader runs the item's sale.

        Raises Refused `unavailable`.
        """
        seqs = [bid["seq"] for bid in bids if bid["source"] != Source.ONLINE]
        if identity is None or not seqs:
            return list(bids)
        async with refused_by_archive():
            found = await self._store.clerks(item_id, seqs)
        if found is None or not await self._runs(identity, found[0]):
            return list(bids)
        clerks = found[1]
        return [{**bid, "by": clerks[bid["seq"]]} if bid["seq"] in clerks else bid for bid in bids]

    async def _runs(self, identity: Identity, auction_id: AuctionId) -> bool:
        try:
            await sale_run_by(self._archive, self._grants, identity, auction_id)
        except Refused as refused:
            if refused.rejection.code is Code.FORBIDDEN:
                return False
            raise
        return True
