"""Stores that an earlier version has written are read by this one.

The files in `stores_before/` were made with the last version before the server was parted into its
present rooms. A script ran a node named `old-node` on empty stores and sold over HTTP: items of every
format with maxima, a reserve, claims, sealed offers, a retraction, an extension and a warning, a sale
with admissions and limits, and a sequence whose second item was open. All of that was archived. Then
another connection locked the table `events` against writing, and the script placed more bids, retracted
two, paused two items, closed one and cancelled one, which stayed in the journal, read and
unacknowledged. A client of `ann` watched the lamp and the letter since before the first bid. At that
moment every key and every row was written down, then the lock was let go, and the answers were recorded
once the journal was empty.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis

from persistence.verify import verify
from server.bidding.hot_state.keys import Keys
from tests.integration.persistence.old_stores import (
    NODE,
    load_database,
    load_redis,
    old,
    old_session,
)
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import raw_socket
from tests.timeouts import WAIT_MAX_S


@pytest.fixture
async def node(stores: StoreUrls) -> AsyncIterator[LiveNode]:
    """A node of this version on the old stores, whose journal it has archived."""
    connection = await asyncpg.connect(stores.database)
    await load_database(connection)
    await connection.close()
    async with Redis.from_url(stores.redis) as redis:
        await redis.script_flush()
        await load_redis(redis)
        assert await redis.xlen(Keys(1).journal(0)) > 0
        async with node_here(stores, node=NODE) as live, asyncio.timeout(WAIT_MAX_S):
            while await redis.xlen(Keys(1).journal(0)):
                await asyncio.sleep(0.01)
            yield live


def as_before(answer: Any, expected: Any) -> Any:
    """Leave out of an answer the server's clock, and fields that an older version did not have (0065)."""
    if isinstance(expected, dict):
        return {
            key: value if key == "server_time" else as_before(answer[key], value)
            for key, value in expected.items()
        }
    if isinstance(expected, list):
        assert len(answer) == len(expected)
        return [as_before(*each) for each in zip(answer, expected, strict=True)]
    return answer


async def own(node: LiveNode, item_id: str, user: str) -> Any:
    """Return an item's `yours` for a user."""
    headers = {"Authorization": f"Bearer {node.token(user)}"}
    async with node.http.get(f"{node.url}/items/{item_id}", headers=headers) as response:
        return (await response.json())["yours"]


async def test_every_sale_item_and_bid_is_shown_as_before(node: LiveNode) -> None:
    answers = old("answers")
    for path, expected in answers["public"].items():
        status, answer = await node.get(path)
        assert status == HTTPStatus.OK
        assert as_before(answer, expected) == expected, path
    for item_and_user, expected in answers["own"].items():
        assert await own(node, *item_and_user.split()) == expected, item_and_user


async def test_the_journal_is_archived_without_a_fault(node: LiveNode) -> None:
    async with asyncpg.create_pool(node.stores.database, min_size=1, max_size=1) as pool:
        assert [fault async for fault in verify(pool)] == []
        assert await pool.fetchval("SELECT count(*) FROM events_set_aside") == 0
    async with Redis.from_url(node.stores.redis) as redis:
        assert await redis.xlen(Keys(1).refused(0)) == 0


async def test_a_bid_id_that_was_used_before_gets_its_first_answer_again(node: LiveNode) -> None:
    for sent in old("answers")["bids"]:
        status, answer = await node.post("/bid", sent["bid"], node.token(sent["user"]))
        assert (status, answer) == (HTTPStatus.OK, sent["answer"])


async def test_a_bid_that_was_placed_before_can_be_retracted(node: LiveNode) -> None:
    _, before = await node.get("/items/lamp")
    retract = {"bid_id": "cem-5", "reason": "mistyped"}
    status, _ = await node.post("/items/lamp/retract", retract, node.token("cem"))
    _, after = await node.get("/items/lamp")
    assert status == HTTPStatus.OK
    assert (before["leader"].split("#")[0], after["leader"].split("#")[0]) == ("Cem", "Dora")
    assert after["retractions"] == before["retractions"] + 1


async def test_admissions_and_limits_hold_as_before(node: LiveNode) -> None:
    for user, amount, code in (
        ("ben", 950, "limit_exceeded"),
        ("cem", 600, "forbidden"),
        ("dora", 600, "forbidden"),
    ):
        assert (await node.bid(amount, user, "desk"))[1]["code"] == code
    assert (await node.bid(600, "ben", "desk"))[0] == HTTPStatus.OK


async def test_a_sequence_goes_on(node: LiveNode) -> None:
    await node.command("second", "close")
    async with asyncio.timeout(WAIT_MAX_S):
        while (await node.get("/items/third"))[1]["status"] != "open":
            await asyncio.sleep(0.01)
    _, second = await node.get("/items/second")
    _, third = await node.get("/items/third")
    assert second["closed_at"] is not None
    assert third["opens_at"] >= second["closed_at"]


async def test_a_client_that_was_connected_before_is_recovered_with_its_missed_bids(
    node: LiveNode,
) -> None:
    pid = old_session()
    async with raw_socket(node.url) as client:
        await client.text()
        client.send("40" + json.dumps({"token": node.token("ann"), "pid": pid}))
        connected = json.loads((await client.text())[2:])
        assert connected["pid"] == pid
        event, missed = json.loads((await client.text())[2:])
    bids = old("answers")["public"]["/items/lamp/bids?limit=100"]["bids"]
    assert (event, missed["item_id"]) == ("new_bid", "lamp")
    assert as_before(missed["bids"], bids[::-1]) == bids[::-1]
