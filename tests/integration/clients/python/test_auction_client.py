"""The Python client against a live node."""

import asyncio

import pytest

from auction_client import (
    AuctionClient,
    BidAnswer,
    CommandAnswer,
    NotConnected,
    Refusal,
    RequestRefused,
)
from tests.integration.clients.views import LIMIT_S, amounts, until
from tests.nodes import LiveNode, free_port


async def test_a_watcher_sees_the_item_and_then_every_bid(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as watcher, AuctionClient(node.url, node.token()) as ann:
        views = watcher.watch("lamp")
        first = await anext(views)
        assert (first.item.status, first.item.minimum, first.bids) == ("open", 100, ())
        await ann.bid("lamp", 100)
        await ann.bid("lamp", 110, raise_own=True)
        view = await until(views, 110)
        assert amounts(view) == [100, 110]
        assert view.item.leader == (await ann.authenticate(node.token())).handle


async def test_an_accepted_bid_returns_the_item_after_it(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url, node.token()) as ann:
        answer = await ann.bid("lamp", 150, bid_id="b1")
    assert isinstance(answer, BidAnswer)
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
        assert isinstance(answer, BidAnswer)
        assert (answer.price, answer.leading) == (310, False)
        assert await ben.retract("lamp", "b1", "mistyped") == CommandAnswer(seq=6)
        view = await until(ann.watch("lamp"), 100)
        assert [bid.auto for bid in view.bids] == [False, False, True]
        with pytest.raises(RequestRefused, match="not_found"):
            await ann.retract("lamp", "b1", "mistyped")


async def test_units_are_claimed_by_quantity(node: LiveNode) -> None:
    await node.put_up(format="fixed", quantity=5)
    async with AuctionClient(node.url, node.token()) as ann:
        views = ann.watch("lamp")
        assert (await anext(views)).item.remaining == 5
        assert isinstance(await ann.bid("lamp", 100, quantity=2), BidAnswer)
        async with asyncio.timeout(LIMIT_S):
            while (view := await anext(views)).item.remaining != 3:
                pass
        assert [bid.quantity for bid in view.bids] == [2]


async def test_a_bid_that_is_too_low_is_returned_with_the_minimum(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150, "bob")
    async with AuctionClient(node.url, node.token()) as ann:
        answer = await ann.bid("lamp", 155)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.details["minimum"]) == ("too_low", 160)


async def test_a_bid_without_a_token_is_refused(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as nobody:
        answer = await nobody.bid("lamp", 150)
    assert isinstance(answer, Refusal)
    assert answer.code == "unauthenticated"


async def test_one_subscriber_leaving_does_not_end_the_watch_of_another(node: LiveNode) -> None:
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


async def test_a_bad_token_is_refused_at_once(node: LiveNode) -> None:
    with pytest.raises(RequestRefused, match="unauthenticated"):
        async with AuctionClient(node.url, "no token"):
            pass


async def test_without_a_server_there_is_no_client() -> None:
    with pytest.raises(NotConnected):
        async with AuctionClient(f"http://127.0.0.1:{free_port()}"):
            pass


async def test_a_registered_bidder_bids_with_the_new_token(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as ann:
        registration = await ann.register("Ann")
        identity = await ann.authenticate(registration.token)
        assert (identity.user_id, identity.handle) == (registration.user_id, registration.handle)
        assert isinstance(await ann.bid("lamp", 100), BidAnswer)
        assert (await ann.item("lamp")).leader == registration.handle


async def test_the_server_clock_is_close_on_one_machine(node: LiveNode) -> None:
    async with AuctionClient(node.url) as client:
        clock = await client.clock()
    # Client and node are each wrong by half a round trip, one to the node and one to Redis.
    assert abs(clock.offset_ms) < 5_000
    assert 0 < clock.error_ms < 5_000


async def test_the_client_counts_the_watchers_of_an_item(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url) as one, AuctionClient(node.url) as other:
        assert one.watcher_count("lamp") is None
        views = [client.watch("lamp") for client in (one, other)]
        for view in views:
            await anext(view)
        async with asyncio.timeout(LIMIT_S):
            while not one.watcher_count("lamp") == other.watcher_count("lamp") == 2:
                await asyncio.sleep(0.05)


async def test_a_client_on_long_polling_bids_and_watches_alike(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionClient(node.url, node.token(), transports=("polling",)) as ann:
        views = ann.watch("lamp")
        await anext(views)
        assert isinstance(await ann.bid("lamp", 100), BidAnswer)
        assert amounts(await until(views, 100)) == [100]
