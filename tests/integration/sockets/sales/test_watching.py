"""Sales on live nodes: a watcher is shown the whole sale, and every change of it from every node."""

import asyncio
from typing import Any

import pytest
import socketio
from redis.asyncio import Redis

from server.sockets.sales import watching
from tests.integration.sockets.client_steps import refusal_code
from tests.nodes import LiveNode, connected
from tests.timeouts import WAIT_MAX_S

SALE = {"auction_id": "sale"}


async def watch_sale(client: socketio.AsyncSimpleClient, **more: Any) -> Any:
    """Watch the sale; return the answer."""
    answer = await client.call("watch_sale", {**SALE, **more})
    assert answer["ok"] is True, answer
    return answer


async def changed(client: socketio.AsyncSimpleClient, item_id: str, **fields: Any) -> Any:
    """Return the first message with a row of an item that has the fields."""
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            event, message = await client.receive()
            for row in message["items"] if event == "sale" else ():
                if row["item_id"] == item_id and row.items() >= fields.items():
                    return message


def position(message: Any) -> dict[str, Any]:
    """Return what a client sends to be shown the changes since a message."""
    return {name: message[name] for name in ("feed", "number", "as_of")}


async def test_a_watcher_of_a_sale_is_shown_its_items_and_sent_the_changes_of_every_node(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    await node.put_up("vase", opened=False)
    async with connected(node) as here, connected(other, other.token("ben")) as there:
        shown = await watch_sale(here)
        await watch_sale(there)
        rows = [(row["item_id"], row["status"], row["price"]) for row in shown["items"]]
        assert rows == [("lamp", "open", 100), ("vase", "scheduled", 100)]
        assert (shown["next_after"], shown["yours"]) == (None, {})
        await node.bid(150, "ben")
        for client in (here, there):
            message = await changed(client, "lamp", price=150, minimum=160, bid_count=1)
            assert message["number"] == shown["number"] + 1
        # An item that another node puts up is new to the sale's feed here.
        await other.put_up("chair")
        for client in (here, there):
            await changed(client, "chair", status="open")
        again = await watch_sale(there, **position(shown))
        assert [row["item_id"] for row in again["items"]] == ["lamp", "vase", "chair"]
        assert again["yours"] == {"lamp": {"max_amount": 150, "quantity": 1}}
        assert (await there.call("unwatch_sale", SALE)) == {"ok": True}


async def test_an_answer_holds_a_page_of_the_sale_and_what_has_changed_since_a_message(
    node: LiveNode, other: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PAGE_ROWS_MAX", 2)
    for item_id in ("a", "b", "c"):
        await node.put_up(item_id)
    async with connected(node) as here, connected(other) as there:
        first = await watch_sale(here)
        second = await watch_sale(here, after=first["next_after"])
        pages = [[row["item_id"] for row in page["items"]] for page in (first, second)]
        assert (pages, second["next_after"]) == ([["a", "b"], ["c"]], None)
        await node.bid(150, item_id="c")
        await changed(here, "c", price=150)
        since = await watch_sale(here, **position(first))
        assert [row["item_id"] for row in since["items"]] == ["c"]
        assert (await watch_sale(here, **position(since)))["items"] == []
        # Another node's feed has other numbers. It knows what it learned since the moment.
        await watch_sale(there)
        elsewhere = {**position(since), "feed": "another", "as_of": since["as_of"] + 60_000}
        assert (await watch_sale(there, **elsewhere))["items"] == []
        refused = await here.call("watch_sale", {**SALE, "after": "ghost"})
        assert refusal_code(refused) == "invalid"
        for ghost in ({"auction_id": "ghost"}, {**SALE, "number": 3}, {}):
            expected = "not_found" if "auction_id" in ghost and len(ghost) == 1 else "invalid"
            assert refusal_code(await here.call("watch_sale", ghost)) == expected


async def test_a_sale_is_read_again_after_the_connections_of_the_bus_were_killed(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with connected(other) as there:
        await watch_sale(there)
        async with Redis.from_url(node.stores.redis) as redis:
            assert await redis.client_kill_filter(_type="pubsub") >= 2
        await node.bid(150)
        await changed(there, "lamp", price=150)
