"""Notices to a whole sale: one to each of its items that have not ended.

The client repeats a request whose answer it did not get. An item whose latest notice has the same id is
left as it is.
"""

import asyncio
from collections.abc import Sequence

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.domain.commands import GiveNotice
from server.domain.rejection import Code, Rejection
from server.domain.types import Actor, ItemId
from server.identity.identity import Identity
from server.use_cases.saleroom.clerks import ClerkGrants, sale_run_by
from server.use_cases.stores import refused_by_archive
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from server.wire.saleroom.clerks import NoticeAnswer
from server.wire.saleroom.running import NewNotice

ITEMS_AT_ONCE = 50
PASSED_OVER = frozenset({Code.CLOSED, Code.NOT_FOUND})
"""Refusals by items that have ended or were deleted."""


class SaleNotices:
    """Gives notices to sales."""

    def __init__(self, floor: Floor, archive: Archive, grants: ClerkGrants) -> None:
        self._floor = floor
        self._archive = archive
        self._grants = grants

    async def give(
        self, identity: Identity | None, request: ForAuction, notice: NewNotice
    ) -> NoticeAnswer:
        """Give a notice to each item of a sale in turn; raises Refused at the first one that fails."""
        actor, auction = await sale_run_by(
            self._archive, self._grants, identity, request.auction_id
        )
        count, after = 0, None
        while True:
            async with refused_by_archive():
                found = await self._archive.item_ids(
                    auction.auction_id, after=after, limit=ITEMS_AT_ONCE
                )
            count += await self._give_all(actor, found, notice)
            if len(found) < ITEMS_AT_ONCE:
                return NoticeAnswer(items=count)
            after = found[-1]

    async def _give_all(self, actor: Actor, item_ids: Sequence[ItemId], notice: NewNotice) -> int:
        command = GiveNotice(actor, notice.notice_id, notice.text)
        answers = await asyncio.gather(
            *(self._floor.submit(item_id, command) for item_id in item_ids)
        )
        given = 0
        for answer in answers:
            if not isinstance(answer, Rejection):
                given += 1
            elif answer.code not in PASSED_OVER:
                raise Refused(answer.code, answer.message, **answer.details)
        return given
