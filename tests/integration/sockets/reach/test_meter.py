"""The reach over live nodes: who certainly has the present price, and commands that wait for it."""

import asyncio
import json
from typing import Any

import pytest

from tests.integration.sockets.client_steps import WEBSOCKET, refusal_code, watch
from tests.nodes import LiveNode, connected

ITEM = {"item_id": "lamp"}


async def test_a_client_that_answers_pings_counts_on_every_node_and_one_that_does_not_counts_as_missing(
    node: LiveNode, other: LiveNode
) -> None:
    await node.put_up()
    async with (
        connected(node, node.auctioneer) as house,
        connected(node, node.token("ann")) as ann,
        connected(other, node.token("ben")) as ben,
        connected(other) as watcher,
    ):
        for client in (ann, ben, watcher):
            await watch(client)
        await node.bid(150, "ann")
        await node.bid(100, "ben")
        shown = await house.call("reach", ITEM)
        counts = {"watchers": 3, "watchers_reached": 3, "bidders": 2, "bidders_reached": 2}
        assert shown == {
            "ok": True,
            **ITEM,
            "epoch": 0,
            "seq": 3,
            **counts,
            "reach": 1.0,
            "refused": 0,
        }
        async with other.http.ws_connect(other.url + WEBSOCKET) as silent:
            await silent.receive_str()
            await silent.send_str("40" + json.dumps({"token": node.token("cem")}))
            await silent.send_str('420["watch",{"item_id":"lamp"}]')
            while not (await silent.receive_str()).startswith("430"):
                pass
            await node.bid(100, "ben")
            await node.bid(160, "ben")
            shown = await house.call("reach", ITEM)
            assert (shown["bidders"], shown["bidders_reached"], shown["reach"]) == (3, 2, 0.6666)
            assert shown["refused"] == 1
            for reach, wait_ms in ((0.6, 10_000), (0.9, 300)):
                argument = {**ITEM, "reach": reach, "wait_ms": wait_ms}
                answer = await house.call("warn", argument)
                assert (answer["ok"], answer["reach"]) == (True, 0.6666)
        assert refusal_code(await ann.call("reach", ITEM)) == "forbidden"
        assert refusal_code(await watcher.call("reach", ITEM)) == "unauthenticated"
        assert refusal_code(await ann.call("close", {**ITEM, "reach": 0.5})) == "forbidden"


async def test_the_reach_and_the_wait_are_the_same_over_http(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node, node.token("ann")) as ann:
        await watch(ann)
        headers = {"Authorization": f"Bearer {node.auctioneer}"}
        async with node.http.get(f"{node.url}/items/lamp/reach", headers=headers) as response:
            shown = await response.json()
        assert (shown["bidders_reached"], shown["reach"]) == (1, 1.0)
        answer = await node.command("lamp", "close", reach=1.0, wait_ms=5_000)
    assert answer == {"ok": True, "seq": 3, "reach": 1.0}


WRONG: list[dict[str, Any]] = [{"reach": 0}, {"reach": 1.5}, {"reach": 1, "wait_ms": 60_000}]


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wait_that_is_no_share_or_too_long_is_refused(
    node: LiveNode, wrong: dict[str, Any]
) -> None:
    async with connected(node, node.auctioneer) as house, asyncio.timeout(10):
        assert refusal_code(await house.call("warn", {**ITEM, **wrong})) == "invalid"
