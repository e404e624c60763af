"""Results of a sale for the house, and statements of its bidders, from the archive.

A result is that of the item's latest archived event, so it follows a void, an award or a reopening.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from server.bidding.archive import Archive
from server.domain.auction import Auction
from server.domain.charges.outcome import Outcome
from server.domain.types import AuctionId, ItemId, UserId
from server.identity.identity import Identity
from server.use_cases.saleroom.clerks import ClerkGrants, sale_run_by
from server.use_cases.stores import refused_by_archive
from server.wire.house.results import (
    RESULTS_MAX,
    ItemResult,
    OwnStatement,
    ResultsAnswer,
    ResultsFile,
    ResultsPage,
    StatementAnswer,
    StatementOwner,
    view_result,
    view_statement,
)
from server.wire.house.results_csv import csv_of
from server.wire.requests import ForAuction, ForBidder


class Outcomes(Protocol):
    """The outcomes of items in the archive. Every method raises ArchiveUnavailable."""

    async def page(
        self, auction_id: AuctionId, *, after: ItemId | None, limit: int
    ) -> Sequence[Outcome]:
        """Return the outcomes of a sale's items in their order, the first ones or those after an item."""
        ...

    async def won_by(self, auction_id: AuctionId, user_id: UserId) -> Sequence[Outcome]:
        """Return the outcomes of the items that a user has won in a sale."""
        ...

    async def paddles(
        self, auction_id: AuctionId, user_ids: Collection[UserId]
    ) -> Mapping[UserId, str]:
        """Return the paddle numbers of those of the users who have one in a sale."""
        ...

    async def handle(self, user_id: UserId) -> str | None:
        """Return the handle of a user who has bid."""
        ...


class Results:
    """The use cases of results. Every method raises Refused, `unavailable` while the archive is down."""

    def __init__(self, archive: Archive, outcomes: Outcomes, grants: ClerkGrants) -> None:
        self._archive = archive
        self._grants = grants
        self._outcomes = outcomes

    async def show(
        self, identity: Identity | None, request: ForAuction, page: ResultsPage
    ) -> ResultsAnswer:
        """Show a page of a sale's results to the house."""
        auction = await self._sale(identity, request.auction_id)
        results, next_after = await self._page(auction, page.after, page.limit)
        return ResultsAnswer(
            auction_id=auction.auction_id,
            currency=auction.currency,
            results=results,
            next_after=next_after,
        )

    async def write_csv(
        self, identity: Identity | None, request: ForAuction, wanted: ResultsFile
    ) -> bytes:
        """Return a sale's results as a CSV, which is whole or refused."""
        auction = await self._sale(identity, request.auction_id)
        found: list[ItemResult] = []
        after, left = wanted.after, wanted.limit
        while left:
            results, after = await self._page(auction, after, min(left, RESULTS_MAX))
            found += results
            left = 0 if after is None else left - len(results)
        return csv_of(found, auction.currency)

    async def _page(
        self, auction: Auction, after: str | None, limit: int
    ) -> tuple[list[ItemResult], str | None]:
        """Return a page of results, and the id of its last item if there are more."""
        last = None if after is None else ItemId(after)
        async with refused_by_archive():
            found = await self._outcomes.page(auction.auction_id, after=last, limit=limit + 1)
            shown = found[:limit]
            user_ids = {user_id for each in shown for user_id in each.named}
            paddles = await self._outcomes.paddles(auction.auction_id, user_ids)
        more = len(found) > limit
        return (
            [view_result(each, paddles) for each in shown],
            shown[-1].listing.item_id if more else None,
        )

    async def statement(self, identity: Identity | None, request: ForBidder) -> StatementAnswer:
        """Show a bidder's statement to the house."""
        auction = await self._sale(identity, request.auction_id)
        user_id = UserId(request.user_id)
        async with refused_by_archive():
            handle = await self._outcomes.handle(user_id)
            return await self._statement(auction, user_id, handle)

    async def own_statement(self, identity: Identity, request: OwnStatement) -> StatementAnswer:
        """Show a bidder's statement to themselves."""
        async with refused_by_archive():
            auction = await self._archive.auction(AuctionId(request.auction_id))
            return await self._statement(auction, identity.user_id, identity.handle)

    async def _statement(
        self, auction: Auction, user_id: UserId, handle: str | None
    ) -> StatementAnswer:
        won = await self._outcomes.won_by(auction.auction_id, user_id)
        paddles = await self._outcomes.paddles(auction.auction_id, [user_id])
        owner = StatementOwner(user_id=user_id, handle=handle, paddle=paddles.get(user_id))
        return view_statement(auction, owner, won)

    async def _sale(self, identity: Identity | None, auction_id: str) -> Auction:
        """Return a sale that a user runs or is a clerk of; raises Refused."""
        _, auction = await sale_run_by(self._archive, self._grants, identity, auction_id)
        return auction
