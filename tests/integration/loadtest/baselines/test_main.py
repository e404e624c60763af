"""The command that runs a baseline: its start, its end, and two of a kind."""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest

from loadtest.baselines.archive import archive
from tests.integration.loadtest.baselines.servers import (
    bid,
    check_one_history,
    command,
    running,
    settings,
    stored_bids,
)
from tests.nodes import ROOT, StoreUrls, connected, free_port
from tests.timeouts import WAIT_MAX_S


@pytest.mark.parametrize("name", ["setnx", "node"])
async def test_a_server_that_is_terminated_stores_the_rows_of_its_queue(
    name: str, stores: StoreUrls
) -> None:
    database = await asyncpg.connect(stores.database)
    async with running(name, stores) as node:
        await node.put_up()
        await database.execute("BEGIN; LOCK TABLE baseline_bids IN EXCLUSIVE MODE")
        async with connected(node, node.token("ann")) as ann:
            for amount in (150, 160, 170):
                assert (await ann.call("bid", bid(amount)))["ok"] is True
        unlocking = asyncio.get_running_loop().call_later(0.5, database.terminate)
    assert unlocking.when() < asyncio.get_running_loop().time(), "it did not wait for its queue"
    kept = (await archive(stores.database))["bids"]
    assert [row["amount"] for row in kept] == [150, 160, 170]


@pytest.mark.parametrize("name", ["setnx", "rowlock", "node"])
async def test_two_servers_of_one_kind_serve_the_same_item(name: str, stores: StoreUrls) -> None:
    async with running(name, stores) as one, running(name, stores) as other:
        await one.put_up()
        async with connected(other) as watcher, connected(one, one.token("ann")) as ann:
            await watcher.call("watch", {"item_id": "lamp"})
            assert (await ann.call("bid", bid(150)))["seq"] == 1
            assert (await watcher.receive(timeout=WAIT_MAX_S))[1]["price"] == 150
            async with connected(other, other.token("bob")) as bob:
                assert (await bob.call("bid", bid(150)))["error"]["code"] == "too_low"
                assert (await bob.call("bid", bid(160)))["seq"] == 2
        assert len(await stored_bids(stores, 2)) == 2


async def ended(name: str, environment: dict[str, str]) -> tuple[int | None, str]:
    """Start a baseline that can't run; return its exit status and its errors."""
    process = await asyncio.create_subprocess_exec(
        *command(name),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            _, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    return process.returncode, err.decode()


async def test_a_baseline_without_its_settings_names_them_and_exits_with_2() -> None:
    status, printed = await ended("lua", {"AUCTION_PORT": "18080"})
    assert status == 2
    assert "AUCTION_REDIS_URL, AUCTION_DATABASE_URL, AUCTION_SECRET must be set" in printed


@pytest.mark.parametrize("name", ["lua", "node"])
async def test_a_baseline_without_its_stores_exits_with_2_and_one_line(
    name: str, stores: StoreUrls, tmp_path: Path
) -> None:
    for missing in (
        {"AUCTION_REDIS_URL": f"unix://{tmp_path}/none"},
        {"AUCTION_DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}"},
    ):
        status, printed = await ended(name, settings(stores, free_port()) | missing)
        assert (status, printed.count("\n")) == (2, 1), printed
        assert printed.startswith(f"can't run {name}: "), printed


async def test_fifty_bidders_at_once_make_one_history_on_node(stores: StoreUrls) -> None:
    await check_one_history("node", stores)
