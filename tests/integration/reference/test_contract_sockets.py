"""The published contract of sockets is true: a live node has its events, and answers as it says."""

import asyncio
import uuid
from typing import Any

import pytest

from server.reference.socket_events import CLIENT_EVENTS, SERVER_MESSAGES
from tests.integration.caller import Caller
from tests.integration.room import put_up_room, run_room
from tests.nodes import LiveNode, connected


async def test_every_event_is_described_and_none_else(node: LiveNode) -> None:
    assert node.sockets.dispatcher is not None
    assert set(node.sockets.dispatcher.handlers) == set(CLIENT_EVENTS)


async def test_every_event_is_acknowledged_and_every_room_told_as_published(caller: Caller) -> None:
    node = caller.node
    await caller.put_up("lamp", ends_at=await node.now() + 3_600_000)
    async with caller.socket("ann") as ann, connected(node, node.auctioneer) as house:
        for client in (ann, house):
            await caller.call(client, "watch", {"item_id": "lamp"})
        await caller.call(ann, "watch_sale", {"auction_id": "sale"})
        await caller.call(ann, "clock", {"sent_at": 1.5})
        bid = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
        await caller.call(ann, "bid", bid)
        assert await caller.bid("lamp", 300, "bob") == "ok"
        await caller.hear(ann, {"new_bid", "outbid", "mine", "watchers", "sale"})
        await caller.call(ann, "unwatch_sale", {"auction_id": "sale"})
        argument = {"item_id": "lamp"}
        for name in ("warn", "pause", "resume"):
            await caller.call(house, name, argument)
        await caller.call(house, "extend", {**argument, "ends_at": await node.now() + 7_200_000})
        for act in ("pause_sale", "resume_sale"):
            await caller.call(house, act, {"auction_id": "sale"})
        await caller.call(house, "extend_sale", {"auction_id": "sale", "by_ms": 60_000})
        await caller.hear(ann, {"item"})
        await caller.call(house, "reach", argument)
        await caller.call(ann, "retract", {"bid_id": "b1", "item_id": "lamp", "reason": "mistyped"})
        await caller.call(ann, "watch", {**argument, "since": 1})
        await caller.call(ann, "unwatch", argument)
        await caller.call(ann, "authenticate", {"token": node.token("ann")})
        for name in ("open", "close", "cancel"):
            await caller.call(house, name, argument)
        await caller.put_up("vase")
        await caller.call(house, "cancel", {"item_id": "vase"})
        await caller.call(house, "amend", {"item_id": "vase", "title": "A vase"})
        await node.put_up("chair", opened=False)
        await caller.call(house, "delete", {"item_id": "chair"})
        await run_room_on_sockets(caller)
    assert {name for name, answer in caller.seen if answer == "ok"} >= set(CLIENT_EVENTS)
    # A `bid_lost` takes a disaster and a `leaving` the node's end: tests of their own compare their fields.
    assert SERVER_MESSAGES.keys() == {
        *("new_bid", "outbid", "mine", "watchers", "item", "bid_lost", "admission"),
        *("sale", "leaving"),
    }


async def run_room_on_sockets(caller: Caller) -> None:
    """Run a sale in a room over sockets of its clerk and its auctioneer."""
    clerk, house = await put_up_room(caller), caller.node.auctioneer
    async with connected(caller.node, clerk) as cleo, connected(caller.node, house) as seller:

        async def send(token: str, item_id: str, name: str, argument: Any) -> None:
            client = cleo if token == clerk else seller
            answer = await caller.call(client, name, {"item_id": item_id, **argument})
            assert answer["ok"], (name, answer)

        await run_room(caller.node, clerk, send)


@pytest.mark.usefixtures("rate_clock")
async def test_every_event_is_refused_as_published(caller: Caller) -> None:
    node = caller.node
    await caller.put_up("lamp")
    await caller.put_up("stock", format="fixed", quantity=2)
    assert await caller.bid("stock", 100) == "ok"
    async with connected(node) as watcher, caller.socket("ann") as ann:
        for event in CLIENT_EVENTS:
            answer = await caller.call(watcher, event, {"item_id": 5, "nonsense": None})
            assert answer["error"]["code"] == "invalid"
        refused: dict[str, tuple[Any, str, dict[str, Any]]] = {
            "unauthenticated": (watcher, "bid", {"amount": 100}),
            "too_low": (ann, "bid", {"amount": 1}),
            "sold_out": (ann, "bid", {"amount": 100, "item_id": "stock", "quantity": 2}),
        }
        for code, (client, event, said) in refused.items():
            argument = {"bid_id": uuid.uuid4().hex, "item_id": "lamp", **said}
            answer = await caller.call(client, event, argument)
            assert answer["error"]["code"] == code
        answer = await caller.call(ann, "close", {"item_id": "lamp"})
        assert answer["error"]["code"] == "forbidden"
        answer = await caller.call(ann, "watch", {"item_id": "ghost"})
        assert answer["error"]["code"] == "not_found"
        calls = [caller.call(ann, "clock", {"sent_at": 1}) for _ in range(200)]
        refused_clocks = [each for each in await asyncio.gather(*calls) if not each["ok"]]
        assert {each["error"]["code"] for each in refused_clocks} == {"rate_limited"}
