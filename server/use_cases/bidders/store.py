"""The bidders of sales as the use cases ask for them, which `persistence` implements."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.types import AuctionId, BidId, ItemId, Millis, UserId


class SaleBidders(Protocol):
    """The bidders of sales. Every method raises ArchiveUnavailable."""

    async def bidder(self, auction_id: AuctionId, user_id: UserId) -> SaleBidder:
        """Return a bidder of a sale; one who is unknown there stands at `none`."""
        ...

    async def change(
        self,
        auction_id: AuctionId,
        user_id: UserId,
        handle: str | None,
        change: Callable[[SaleBidder], SaleBidder],
    ) -> SaleBidder:
        """Replace a bidder of a sale by the result of `change`, in one transaction.

        A `handle` is kept as the user's. An error that `change` raises leaves everything as it was.
        """
        ...

    async def deposit(
        self,
        auction_id: AuctionId,
        user_id: UserId,
        call_id: str,
        now: Millis,
        change: Callable[[SaleBidder], SaleBidder],
    ) -> SaleBidder | None:
        """Change a bidder of a sale by a call of the deposit service; None if it was taken before."""
        ...

    def locked(
        self, auction_id: AuctionId, user_id: UserId
    ) -> AbstractAsyncContextManager[SaleBidder]:
        """Keep a bidder of a sale from changing while inside."""
        ...

    async def page(
        self, auction_id: AuctionId, standing: Standing | None, after: UserId | None, *, limit: int
    ) -> Sequence[SaleBidder]:
        """Return the first bidders of a sale by user id, or those after one; of one standing or of all."""
        ...

    async def blocked(self, auction_id: AuctionId, *, limit: int) -> tuple[UserId, ...]:
        """Return users who are blocked from a sale."""
        ...

    async def biddable_items(
        self,
        auction_id: AuctionId,
        *,
        closed_since: Millis,
        after: ItemId | None,
        limit: int,
    ) -> Sequence[ItemId]:
        """Return a sale's first items that take bids, will do so or may be reopened, or those after one.

        They are in the order in which they were put up. An item that was closed before `closed_since`
        is not reopened.
        """
        ...

    async def archived_seqs(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, int]:
        """Return the last archived event number of each item."""
        ...

    async def bids_to_void(
        self, user_id: UserId, item_ids: Sequence[ItemId], *, limit: int
    ) -> Sequence[tuple[ItemId, BidId]]:
        """Return bids of a user on these items that stand, the latest of each item first."""
        ...
