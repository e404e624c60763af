"""Acknowledged bids survive kill -9 of the node and of its stores."""

import asyncio
import json
import os
import signal
from http import HTTPStatus
from pathlib import Path

import asyncpg

from tests.archive_rows import BIDS, archived
from tests.cluster.balanced import balanced
from tests.nodes import NodeProcess, StoreUrls, node_process
from tests.processes import children, mentioning
from tests.timeouts import WAIT_MAX_S


async def test_a_bid_acknowledged_just_before_the_node_is_killed_is_archived_by_the_next(
    stores: StoreUrls,
) -> None:
    async with node_process(stores, AUCTION_NODE="first") as first:
        await first.node.put_up()
        await archived(stores, "SELECT FROM events", 2)
        # Nothing can be written to the archive between the answer and the kill.
        blocker = await asyncpg.connect(stores.database)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE bids IN ACCESS EXCLUSIVE MODE")
            status, answer = await first.node.bid(150, bid_id="b1")
            assert status == HTTPStatus.OK
            await first.kill()
            assert await blocker.fetch("SELECT FROM bids") == []
        await blocker.close()
    async with node_process(stores, AUCTION_NODE="second"):
        rows = await archived(stores, BIDS, 1)
    assert [(row["bid_id"], row["seq"]) for row in rows] == [("b1", answer["seq"])]


async def test_bidding_continues_while_the_archive_is_blocked_and_the_bids_are_archived_later(
    stores: StoreUrls,
) -> None:
    async with node_process(stores) as process:
        await process.node.put_up()
        await archived(stores, "SELECT FROM events", 2)
        blocker = await asyncpg.connect(stores.database)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE bids IN ACCESS EXCLUSIVE MODE")
            answers = [await process.node.bid(amount) for amount in range(150, 350, 10)]
            assert {status for status, _ in answers} == {HTTPStatus.OK}
        await blocker.close()
        rows = await archived(stores, BIDS, len(answers))
    assert [row["amount"] for row in rows] == list(range(150, 350, 10))


async def test_a_node_with_its_own_stores_survives_kill_nine_of_each_of_them(
    tmp_path: Path,
) -> None:
    environment = {"AUCTION_DATA_DIR": str(tmp_path / "data"), "AUCTION_OPEN_REGISTRATION": "true"}
    async with node_process(None, **environment) as process:
        await process.node.put_up()
        assert (await process.node.bid(150))[0] == HTTPStatus.OK
        for name in ("valkey-server", "postgres"):
            (pid,) = children(process.process.pid, name)
            os.kill(pid, signal.SIGKILL)
            await _ready_again(process, name, pid)
        assert (await process.node.bid(200, "bob"))[0] == HTTPStatus.OK
        await process.kill()
    await _gone(tmp_path)
    async with node_process(None, **environment) as process:
        _, item = await process.node.get("/items/lamp")
        assert (item["price"], item["bid_count"], item["seq"]) == (200, 2, 4)
        async with asyncio.timeout(WAIT_MAX_S):
            while len((await process.node.get("/items/lamp/bids"))[1]["bids"]) < 2:
                await asyncio.sleep(0.05)


async def _ready_again(process: NodeProcess, store: str, killed: int) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while children(process.process.pid, store) in ([killed], []):
            await asyncio.sleep(0.05)
        for _ in range(3):  # the node may answer once more before it notices
            while set((await process.node.get("/readyz"))[1]["dependencies"].values()) != {"ok"}:
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.2)


async def _gone(data_dir: Path) -> None:
    """Wait until no command line mentions a directory, as the stores of a killed node end by themselves."""
    async with asyncio.timeout(WAIT_MAX_S):
        while mentioning(str(data_dir)):
            await asyncio.sleep(0.05)


async def test_the_client_of_a_dead_node_opens_its_next_session_on_the_other(
    stores: StoreUrls, tmp_path: Path
) -> None:
    async with balanced(stores, tmp_path) as house, asyncio.timeout(WAIT_MAX_S):
        node, path = house.balancer, "/socket.io/?EIO=4&transport=polling"

        async def open_session() -> str:
            async with node.http.get(node.url + path) as response:
                assert response.status == HTTPStatus.OK
                return str(json.loads((await response.text())[1:])["sid"])

        sid = await open_session()
        dead = int(sid[len("node")])
        await house.processes[dead - 1].kill()
        async with node.http.get(f"{node.url}{path}&sid={sid}") as response:
            assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert (await open_session()).startswith(f"node{3 - dead}.")
