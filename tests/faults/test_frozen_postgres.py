"""A frozen PostgreSQL, which accepts connections and answers nothing: nobody waits for it for long.

Every time bound is far above what is wanted and far below what a missing bound costs, 10 s and more.
"""

import asyncio
import json
import os
import signal
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from persistence.migrate import migrate
from server.embedded import embedded_postgres
from tests.integration.embedded.embedded_stores import only_linux, processes_on
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import raw_socket
from tests.timeouts import WAIT_MAX_S, eventually

pytestmark = only_linux

SOON_S = 3.0
KEPT, BIDS = 3, 9


@contextmanager
def frozen(data_dir: Path) -> Iterator[None]:
    """Stop all processes of the PostgreSQL on a data directory while inside."""
    pids = processes_on(data_dir / "postgres")
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Path, str]]:
    """Run a PostgreSQL of this module's own."""
    data_dir = tmp_path_factory.mktemp("frozen")
    async with embedded_postgres(data_dir) as url:
        yield data_dir, url


@pytest.fixture
def data_dir(server: tuple[Path, str]) -> Path:
    return server[0]


@pytest.fixture
async def node(stores: StoreUrls, server: tuple[Path, str]) -> AsyncIterator[LiveNode]:
    """Run a node on the PostgreSQL that freezes, with an item that has more bids than Redis keeps."""
    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server[1])
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    url = server[1].replace("/auction?", f"/{name}?")
    connection = await asyncpg.connect(url)
    await migrate(connection)
    await connection.close()
    async with node_here(StoreUrls(stores.redis, url), recent_bids_max=KEPT) as live:
        await live.put_up()
        for number in range(BIDS):
            assert (await live.bid(100 + 10 * number, "ann"))[0] == 200
        await _archived(live)
        yield live


async def _archived(node: LiveNode) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while len((await node.get("/items/lamp/bids"))[1].get("bids", ())) < BIDS:
            await asyncio.sleep(0.02)


def bid(amount: int) -> dict[str, Any]:
    return {"bid_id": uuid.uuid4().hex, "item_id": "lamp", "amount": amount}


async def test_a_bid_does_not_wait_behind_a_watch_that_needs_the_archive(
    node: LiveNode, data_dir: Path
) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ben"))
        with frozen(data_dir):
            began = time.monotonic()
            watch = json.dumps(["watch", {"item_id": "lamp", "since": 2}])
            raw.send(f"421{watch}", "422" + json.dumps(["bid", bid(500)]))
            answers = [await raw.ack() for _ in range(2)]
            took_s = time.monotonic() - began
    assert [number for number, _ in answers] == [2, 1]
    (_, bid_answer), (_, watch_answer) = answers
    assert bid_answer["ok"] is True
    assert (watch_answer["ok"], watch_answer["complete"]) == (True, False)
    assert len(watch_answer["bids"]) == KEPT
    assert took_s < SOON_S
    async with asyncio.timeout(WAIT_MAX_S):  # the bid is archived when PostgreSQL answers again
        while (await node.get("/items/lamp/bids"))[1]["bids"][0]["amount"] != 500:
            await asyncio.sleep(0.02)


async def test_a_returning_client_is_let_in_and_not_recovered(
    node: LiveNode, data_dir: Path
) -> None:
    async with raw_socket(node.url) as raw:
        pid = (await raw.join())["pid"]
        await raw.call("watch", {"item_id": "lamp"})
    for number in range(KEPT + 1):
        await node.bid(500 + 10 * number, "ann")
    with frozen(data_dir):
        began = time.monotonic()
        async with raw_socket(node.url) as raw:
            await raw.text()
            raw.send("40" + json.dumps({"pid": pid}))
            joined = json.loads((await raw.text())[2:])
            took_s = time.monotonic() - began
            assert (await raw.call("clock", {"sent_at": 0}))["ok"] is True
    assert joined["pid"] != pid
    assert took_s < SOON_S


async def test_requests_that_need_the_archive_are_refused_as_unavailable(
    node: LiveNode, data_dir: Path
) -> None:
    headers = {"Authorization": f"Bearer {node.auctioneer}"}

    async def refusal(path: str) -> tuple[int, str]:
        async with node.http.get(node.url + path, headers=headers) as response:
            return response.status, (await response.json())["code"]

    paths = ["/auctions", "/auctions/sale", "/items/lamp/bids", "/auctions/sale/bidders"]
    with frozen(data_dir):
        began = time.monotonic()
        assert set(await asyncio.gather(*map(refusal, paths))) == {(503, "unavailable")}
        assert time.monotonic() - began < 2 * SOON_S


async def test_a_frozen_postgresql_costs_a_timeout_once_and_is_used_again_when_it_answers(
    node: LiveNode, data_dir: Path
) -> None:
    async with raw_socket(node.url) as raw:
        await raw.join()
        asked = {"item_id": "lamp", "since": 2}
        with frozen(data_dir):
            await raw.call("watch", asked)
            assert node.here is not None
            breaker = node.here.core.pool.breaker
            await eventually(lambda: breaker.open)
            began = time.monotonic()
            for _ in range(20):
                assert (await raw.call("watch", asked))["complete"] is False
            assert (await raw.call("watch", {"item_id": "no-such-item"}))["ok"] is False
            assert time.monotonic() - began < SOON_S
        await eventually(lambda: not breaker.open)
        assert (await raw.call("watch", asked))["complete"] is True
    assert (await node.get("/auctions/sale"))[0] == 200
