"""The bidders of sales in the archive."""

import asyncio
import json
from functools import partial

import asyncpg
import pytest
from msgspec.structs import replace

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.bidders import SaleBidders
from persistence.sales.webhooks import Webhooks
from server.bidding.hot_state.admissions import Admission
from server.domain.admission.sale_bidder import SaleBidder, Standing
from server.domain.types import AuctionId, ItemId, UserId
from server.webhooks.events import EventType
from server.webhooks.records import Webhook
from tests.integration.bidding.conftest import LAMP, listing

SALE = AuctionId("sale")
ANN = UserId("ann")

pytestmark = pytest.mark.usefixtures("archive")


@pytest.fixture
def bidders(guarded: GuardedPool) -> SaleBidders:
    return SaleBidders(guarded)


async def test_a_bidder_is_kept_with_their_handle_and_their_admission(
    bidders: SaleBidders, archive: Archive
) -> None:
    assert await bidders.bidder(SALE, ANN) == SaleBidder(user_id=ANN)
    asked = SaleBidder(
        user_id=ANN,
        handle="Ann#aaaaa",
        decided=Standing.REQUESTED,
        note="please",
        terms_version="v2",
        requested_at=5,
    )
    changed = await bidders.change(SALE, ANN, "Ann#aaaaa", lambda _: asked)
    assert changed == asked == await bidders.bidder(SALE, ANN)
    assert await archive.admissions(SALE) == {}
    approved = replace(asked, decided=Standing.APPROVED, limit=500, reason="a", decided_at=6)
    await bidders.change(SALE, ANN, None, lambda _: approved)
    assert await bidders.bidder(SALE, ANN) == approved
    assert await archive.admissions(SALE) == {ANN: Admission(approved=True, limit=500)}
    await bidders.change(SALE, ANN, None, lambda _: replace(approved, blocked=True))
    assert await archive.admissions(SALE) == {ANN: Admission(approved=False, limit=500)}


async def test_an_admission_is_sent_to_webhooks_once(
    bidders: SaleBidders, guarded: GuardedPool, pool: asyncpg.Pool
) -> None:
    wanted = (EventType.BIDDER_ADMITTED,)
    webhook = Webhook("hook", None, "https://shop.example", wanted, enabled=True, created_at=1)
    await Webhooks(guarded).add(webhook, b"secret", most=1)
    approved = SaleBidder(user_id=ANN, decided=Standing.APPROVED, limit=500, decided_at=6)
    for _ in range(2):
        await bidders.change(SALE, ANN, None, lambda _: approved)
    (body,) = [row["body"] for row in await pool.fetch("SELECT body FROM outbox")]
    assert json.loads(body)["data"] == {
        "auction_id": "sale",
        "user_id": "ann",
        "spending_limit": 500,
    }


async def test_a_change_that_is_refused_leaves_nothing(bidders: SaleBidders) -> None:
    def refuse(_: SaleBidder) -> SaleBidder:
        raise KeyError

    with pytest.raises(KeyError):
        await bidders.change(SALE, ANN, "Ann#aaaaa", refuse)
    assert await bidders.page(SALE, None, None, limit=5) == []


async def test_changes_of_one_bidder_follow_each_other(bidders: SaleBidders) -> None:
    def more(bidder: SaleBidder) -> SaleBidder:
        return replace(bidder, limit=(bidder.limit or 0) + 1)

    await asyncio.gather(*(bidders.change(SALE, ANN, None, more) for _ in range(6)))
    assert (await bidders.bidder(SALE, ANN)).limit == 6


def decided(standing: Standing, bidder: SaleBidder) -> SaleBidder:
    return replace(bidder, decided=standing)


async def test_bidders_are_listed_by_standing_and_page_by_page(bidders: SaleBidders) -> None:
    for name, standing in (("a", "requested"), ("b", "refused"), ("c", "requested")):
        after = Standing(standing)
        await bidders.change(SALE, UserId(name), None, partial(decided, after))
    await bidders.change(SALE, UserId("c"), None, lambda b: replace(b, blocked=True))
    found = await bidders.page(SALE, None, None, limit=2)
    assert [each.user_id for each in found] == ["a", "b"]
    found = await bidders.page(SALE, None, UserId("b"), limit=2)
    assert [each.user_id for each in found] == ["c"]
    for state, expected in ((Standing.REQUESTED, ["a"]), (Standing.BLOCKED, ["c"])):
        assert [each.user_id for each in await bidders.page(SALE, state, None, limit=9)] == expected
    assert await bidders.blocked(SALE, limit=5) == ("c",)


async def test_items_that_may_take_bids_again_are_listed_page_by_page(
    bidders: SaleBidders, archive: Archive, pool: asyncpg.Pool
) -> None:
    names = [LAMP, *map(ItemId, ("late", "vase", "early", "book"))]
    for item_id in names:
        await archive.add_listing(listing(item_id))
    await pool.execute("UPDATE items SET status = 'cancelled' WHERE item_id = 'vase'")
    for name, closed_at in (("late", 50), ("early", 49)):
        await pool.execute("UPDATE items SET status = 'sold', seq = 1 WHERE item_id = $1", name)
        await pool.execute(
            "INSERT INTO events VALUES ($1, 1, $2, 'ItemClosed', '{}')", name, closed_at
        )

    async def found(after: ItemId | None, limit: int) -> list[ItemId]:
        return await bidders.biddable_items(SALE, closed_since=50, after=after, limit=limit)

    assert await found(None, 2) == [LAMP, "late"]
    assert await found(ItemId("late"), 5) == ["book"]
