"""The Python client against a live node."""

import asyncio

import pytest

from clients.python import (
    Accepted,
    AuctionClient,
    CommandDone,
    NotConnected,
    Refused,
    RequestRefused,
    WrongUsage,
)
from tests.integration.clients.client_views import LIMIT_S, amounts, until
from tests.nodes import LiveNode, free_port


async def test_a_watcher_sees_the_item_and_then_every_bid(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as watcher, AuctionClient(node.url, node.token()) as ann:
        states = watcher.watch("lamp")
        first = await anext(states)
        assert (first.item.status, first.item.minimum, first.bids) == ("open", 100, ())
        await ann.bid("lamp", 100)
        await ann.bid("lamp", 110)
        view = await until(states, 110)
        assert amounts(view) == [100, 110]
        assert view.item.leader == (await ann.authenticate(node.token())).handle


async def test_an_accepted_bid_comes_with_the_figures_after_it(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url, node.token()) as ann:
        answer = await ann.bid("lamp", 150, bid_id="b1")
    assert isinstance(answer, Accepted)
    assert (answer.bid_id, answer.price, answer.minimum, answer.leading) == ("b1", 150, 160, True)


async def test_a_hidden_maximum_bids_for_its_owner_and_a_bid_can_be_taken_back(
    node: LiveNode,
) -> None:
    await node.put_up()
    async with (
        AuctionClient(node.url, node.token()) as ann,
        AuctionClient(node.url, node.token("ben")) as ben,
    ):
        await ann.bid("lamp", 100, max_amount=400)
        answer = await ben.bid("lamp", 300, bid_id="b1")
        assert isinstance(answer, Accepted)
        assert (answer.price, answer.leading) == (310, False)
        assert await ben.retract("lamp", "b1", "mistyped") == CommandDone(seq=6)
        view = await until(ann.watch("lamp"), 100)
        assert [bid.auto for bid in view.bids] == [False, False, True]
        with pytest.raises(RequestRefused, match="not_found"):
            await ann.retract("lamp", "b1", "mistyped")


async def test_units_are_claimed_by_quantity(node: LiveNode) -> None:
    await node.put_up(format="fixed", quantity=5)
    async with AuctionClient(node.url, node.token()) as ann:
        states = ann.watch("lamp")
        assert (await anext(states)).item.remaining == 5
        assert isinstance(await ann.bid("lamp", 100, quantity=2), Accepted)
        async with asyncio.timeout(LIMIT_S):
            while (view := await anext(states)).item.remaining != 3:
                pass
        assert [bid.quantity for bid in view.bids] == [2]


async def test_a_bid_that_is_too_low_is_returned_with_the_minimum(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url, node.token()) as ann:
        await ann.bid("lamp", 150)
        answer = await ann.bid("lamp", 155)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.figures["minimum"]) == ("too_low", 160)


async def test_a_bid_without_a_token_is_refused(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as nobody:
        answer = await nobody.bid("lamp", 150)
    assert isinstance(answer, Refused)
    assert answer.code == "unauthenticated"


async def test_a_watch_ends_with_the_outcome(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(100)
    async with AuctionClient(node.url) as watcher:
        states = watcher.watch("lamp")
        await anext(states)
        await node.command("lamp", "close")
        async with asyncio.timeout(LIMIT_S):
            rest = [view async for view in states]
    assert rest[-1].item.status == "sold"
    assert [winner.amount for winner in rest[-1].item.winners] == [100]


async def test_one_watcher_leaving_does_not_end_the_other(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as watcher:
        one, other = watcher.watch("lamp"), watcher.watch("lamp")
        await anext(one)
        await anext(other)
        await one.aclose()
        await node.bid(100)
        assert amounts(await until(other, 100)) == [100]
        await other.aclose()
        anew = watcher.watch("lamp")
        await anext(anew)
        await node.bid(110)
        assert amounts(await until(anew, 110)) == [100, 110]


async def test_an_item_that_does_not_exist_cannot_be_watched(node: LiveNode) -> None:
    async with AuctionClient(node.url) as watcher:
        with pytest.raises(RequestRefused, match="not_found"):
            await anext(watcher.watch("nothing"))


async def test_a_bad_token_is_refused_at_once(node: LiveNode) -> None:
    with pytest.raises(RequestRefused, match="unauthenticated"):
        async with AuctionClient(node.url, "no token"):
            pass


async def test_without_a_server_there_is_no_client() -> None:
    with pytest.raises(NotConnected):
        async with AuctionClient(f"http://127.0.0.1:{free_port()}"):
            pass
    with pytest.raises(WrongUsage):
        AuctionClient("127.0.0.1:8080")


async def test_a_registered_bidder_bids_by_their_new_token(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as ann:
        user = await ann.register("Ann")
        identity = await ann.authenticate(user.token)
        assert (identity.user_id, identity.handle) == (user.user_id, user.handle)
        assert isinstance(await ann.bid("lamp", 100), Accepted)
        assert (await ann.item("lamp")).leader == user.handle


async def test_an_auctioneer_runs_a_sale_over_http(node: LiveNode) -> None:
    async with AuctionClient(node.url, node.auctioneer) as house:
        auction = await house.create_auction("Spring sale", currency="CHF")
        item = await house.create_item(auction.auction_id, "A vase", 500, item_id="vase")
        assert (item.status, item.currency, item.start_price) == ("scheduled", "CHF", 500)
        assert [each.auction_id for each in await house.auctions()] == [auction.auction_id]
        opened = await house.command("vase", "open")
        await house.command("vase", "extend", ends_at=await node.now() + 60_000)
        assert await house.command("vase", "close") > opened
        with pytest.raises(RequestRefused) as refused:
            await house.command("vase", "open")
        assert refused.value.refused.code == "closed"


async def test_the_history_pages_back_from_the_newest_bid(node: LiveNode) -> None:
    await node.put_up()
    for amount in (100, 110, 120):
        await node.bid(amount)
    async with AuctionClient(node.url) as reader, asyncio.timeout(LIMIT_S):
        while len((await reader.history("lamp")).bids) < 3:
            await asyncio.sleep(0.02)
        page = await reader.history("lamp", limit=2)
        assert [bid.amount for bid in page.bids] == [120, 110]
        rest = await reader.history("lamp", before=page.next_before, limit=2)
        assert [bid.amount for bid in rest.bids] == [100]
        assert rest.next_before is None


async def test_the_clocks_offset_is_small_on_one_machine(node: LiveNode) -> None:
    async with AuctionClient(node.url) as client:
        # Client and node are both wrong by half a round trip, the one to the node, the other to Redis.
        assert abs(await client.clock_offset()) < 5_000


async def test_the_client_knows_how_many_watch(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as one, AuctionClient(node.url) as other:
        assert one.watcher_count("lamp") is None
        views = [client.watch("lamp") for client in (one, other)]
        for view in views:
            await anext(view)
        async with asyncio.timeout(LIMIT_S):
            while not one.watcher_count("lamp") == other.watcher_count("lamp") == 2:
                await asyncio.sleep(0.05)


async def test_a_client_that_polls_bids_and_watches_alike(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url, node.token(), transports=("polling",)) as ann:
        states = ann.watch("lamp")
        await anext(states)
        assert isinstance(await ann.bid("lamp", 100), Accepted)
        assert amounts(await until(states, 100)) == [100]
