"""Watches that ask for much: the answer is bounded, and so is the number of items of a socket."""

import asyncio
import json
from contextlib import AsyncExitStack
from unittest.mock import Mock, patch

import pytest

from server.use_cases.watching import WATCH_BIDS_MAX
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.raw_socket import raw_socket
from tests.timeouts import eventually

OWN = {"raise_own": True}


async def test_a_watch_from_long_ago_is_sent_the_latest_bids_only(stores: StoreUrls) -> None:
    async with node_here(stores, recent_bids_max=400) as node:
        await node.put_up()
        async with connected(node, node.token("ann")) as ann:
            bids = [
                {"bid_id": f"b{number}", "item_id": "lamp", "amount": 100 + 10 * number, **OWN}
                for number in range(310)
            ]
            node.sockets.limiter._limits = None
            await asyncio.gather(*(ann.client.call("bid", bid, timeout=20) for bid in bids))
        async with raw_socket(node.url) as raw:
            await raw.join()
            answer = await raw.call("watch", {"item_id": "lamp", "since": 3})
            recent = await raw.call(
                "watch", {"item_id": "lamp", "since": answer["item"]["seq"] - 9}
            )
    assert (answer["complete"], len(answer["bids"])) == (False, WATCH_BIDS_MAX)
    assert len(json.dumps(answer)) < 20_000
    assert (recent["complete"], len(recent["bids"])) == (True, 9)


async def test_a_socket_watches_at_most_its_number_of_items(stores: StoreUrls) -> None:
    async with node_here(stores, items_per_socket=2) as node:
        for item_id in ("a", "b", "c"):
            await node.put_up(item_id)
        async with raw_socket(node.url) as raw:
            await raw.join(node.token("ann"))
            for item_id in ("a", "b", "a"):
                assert (await raw.call("watch", {"item_id": item_id}))["ok"] is True
            refused = await raw.call("watch", {"item_id": "c"})
            assert (refused["error"]["code"], refused["error"]["field"]) == ("invalid", "item_id")
            assert (await raw.call("unwatch", {"item_id": "a"}))["ok"] is True
            assert (await raw.call("watch", {"item_id": "c"}))["ok"] is True


async def test_watches_of_many_sockets_at_once_are_all_answered(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150)
    async with raw_socket(node.url) as one, raw_socket(node.url) as two:
        await one.join()
        await two.join(node.token("ann"))
        for raw in (one, two):
            raw.send(*[f'42{n}["watch",{{"item_id":"lamp"}}]' for n in range(20)])
        for raw, yours in ((one, None), (two, {"max_amount": 150, "quantity": 1})):
            answers = [await raw.ack() for _ in range(20)]
            assert [number for number, _ in answers] == list(range(20))
            assert {json.dumps(body["yours"]) for _, body in answers} == {json.dumps(yours)}
            assert all(len(body["bids"]) == 1 for _, body in answers)
    await eventually(lambda: not node.sockets.manager.rooms)


async def test_events_of_many_sockets_of_an_address_wait_and_bids_do_not(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with node_here(stores, events_per_s=2) as node, AsyncExitStack() as stack:
        await node.put_up()
        ann = await stack.enter_async_context(raw_socket(node.url))
        await ann.join(node.token("ann"))
        sockets = [await stack.enter_async_context(raw_socket(node.url)) for _ in range(15)]
        # Used rates stay used, on a machine of any speed.
        monkeypatch.setattr("server.edge.rates.time", Mock(monotonic=lambda: 0.0))
        pacing = node.sockets.eio.pacing
        with patch.object(pacing._turns, "_give_turn"):
            for raw in sockets:
                raw.send("40", *[f'42{n}["watch",{{"item_id":"lamp"}}]' for n in range(3)])
            await eventually(lambda: pacing.waited > 0)
            bid = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
            assert (await ann.call("bid", bid))["ok"] is True
        pacing._turns._give_turn()
        for raw in sockets:
            answers = [await raw.ack() for _ in range(3)]
            assert [(number, body["ok"]) for number, body in answers] == [
                (n, True) for n in range(3)
            ]
