"""Notices to a whole sale."""

from collections.abc import Sequence
from typing import cast

import pytest

from server.bidding.archive import Archive
from server.bidding.settling.records import Accepted, Answer
from server.domain.auction import Auction
from server.domain.rejection import Code, Rejection
from server.domain.types import AuctionId, ItemId
from server.use_cases.saleroom import sale_notices
from server.use_cases.saleroom.clerks import ClerkGrants
from server.use_cases.saleroom.sale_notices import SaleNotices
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from server.wire.saleroom.running import NewNotice
from tests.unit.use_cases.stand_ins import ANN, HOUSE, KeptGrants, RecordingFloor

SALE = ForAuction(auction_id="sale")
NOTICE = NewNotice(notice_id="n1", text="Welcome.")
GIVEN = Accepted(7, 150, 160, leading=False, ends_at=None)
ENDED = Rejection(Code.CLOSED, "the item has ended")


class ItemsInArchive:
    """An archive of a sale with seven items."""

    async def auction(self, auction_id: AuctionId) -> Auction:
        return Auction(auction_id, "A sale", HOUSE.user_id, HOUSE.handle, "EUR", 0)

    async def item_ids(
        self, _auction_id: AuctionId, *, after: ItemId | None, limit: int
    ) -> Sequence[ItemId]:
        begin = 0 if after is None else int(after) + 1
        return [ItemId(str(n)) for n in range(begin, min(begin + limit, 7))]


def notices(answer: Answer) -> tuple[SaleNotices, RecordingFloor]:
    recorded = RecordingFloor(answer)
    archive = cast("Archive", ItemsInArchive())
    return SaleNotices(recorded.floor, archive, ClerkGrants(KeptGrants({}))), recorded


async def test_a_notice_reaches_every_item_of_a_sale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sale_notices, "ITEMS_AT_ONCE", 3)
    given, recorded = notices(GIVEN)
    assert await given.give(HOUSE, SALE, NOTICE) == {"items": 7}
    assert [item_id for item_id, _ in recorded.commands] == [*"0123456"]


async def test_items_that_have_ended_are_passed_over() -> None:
    given, _ = notices(ENDED)
    assert await given.give(HOUSE, SALE, NOTICE) == {"items": 0}


async def test_a_notice_that_could_not_be_given_is_refused_and_may_be_sent_again() -> None:
    given, _ = notices(Rejection(Code.BUSY, "too many", {"retry_after_ms": 5}))
    with pytest.raises(Refused, match="busy"):
        await given.give(HOUSE, SALE, NOTICE)


async def test_only_those_who_run_the_sale_give_notices() -> None:
    given, recorded = notices(GIVEN)
    with pytest.raises(Refused, match="forbidden"):
        await given.give(ANN, SALE, NOTICE)
    assert recorded.commands == []
