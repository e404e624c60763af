"""The HTTP routes of the Python client against a live node."""

import asyncio

import pytest

from auction_client import AuctionRest, RequestRefused
from tests.integration.clients.views import LIMIT_S
from tests.nodes import LiveNode


async def test_an_auctioneer_runs_a_sale_over_http(node: LiveNode) -> None:
    async with AuctionRest(node.url, node.auctioneer) as house:
        auction = await house.create_auction("Spring sale", currency="CHF")
        item = await house.create_item(auction.auction_id, "A vase", 500, item_id="vase")
        assert (item.status, item.currency, item.start_price) == ("scheduled", "CHF", 500)
        assert [each.auction_id for each in await house.auctions()] == [auction.auction_id]
        opened = await house.command("vase", "open")
        await house.command("vase", "extend", ends_at=await node.now() + 60_000)
        assert (await house.reach("vase")).reach == 1
        hammered = await house.hammer("vase", "close", reach=0.9)
        assert (hammered.seq > opened, hammered.reach) == (True, 1)
        with pytest.raises(RequestRefused) as refused:
            await house.command("vase", "open")
        assert refused.value.refusal.code == "closed"


async def test_the_history_pages_back_from_the_newest_bid(node: LiveNode) -> None:
    await node.put_up()
    for amount in (100, 110, 120):
        await node.bid(amount)
    async with AuctionRest(node.url) as reader, asyncio.timeout(LIMIT_S):
        while len((await reader.history("lamp")).bids) < 3:
            await asyncio.sleep(0.02)
        page = await reader.history("lamp", limit=2)
        assert [bid.amount for bid in page.bids] == [120, 110]
        earlier = await reader.history("lamp", before=page.next_before, limit=2)
        assert [bid.amount for bid in earlier.bids] == [100]
        assert earlier.next_before is None


async def test_sales_and_their_items_are_read_page_by_page(node: LiveNode) -> None:
    async with AuctionRest(node.url, node.auctioneer) as house:
        for name in ("spring", "autumn"):
            await house.create_auction("A sale", auction_id=name)
            await house.create_item("spring", "A vase", 500, item_id=f"vase-{name}")
        newest = await house.auction_list(limit=1)
        older = await house.auction_list(after=newest.next_after)
        assert [each.auction_id for each in newest.auctions + older.auctions] == [
            "autumn",
            "spring",
        ]
        assert older.next_after is None
        assert (await house.auction_list("sal")).auctions == newest.auctions + older.auctions
        assert (await house.auction_list("lamp")).auctions == ()
        first = await house.auction("spring", limit=1)
        second = await house.auction("spring", after=first.next_after)
        found = [each.item_id for each in first.items + second.items]
        assert (found, second.next_after) == (["vase-spring", "vase-autumn"], None)


async def test_a_registration_brings_a_token_and_a_handle(node: LiveNode) -> None:
    async with AuctionRest(node.url) as rest:
        registration = await rest.register("Ann")
    assert registration.handle.startswith("Ann#")
    assert (registration.role, bool(registration.token)) == ("bidder", True)
