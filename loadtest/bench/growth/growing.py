"""Makes a deployment as large as a value of an axis asks for, within a limit of time."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from loadtest.bench.growth.deployment import SALE, Deployment
from loadtest.bench.growth.measure import swarm
from loadtest.bench.growth.plan import Axis, Grows
from loadtest.launch import LaunchError
from loadtest.sale import put_up, read_items

WARM_UP_S = 1.0
CHUNK_S = 5.0
"""The time of each run of the swarm that lengthens a history."""
CAREFUL_RATE = 1_000
"""Bids per second of the last of these runs, which should not make the history longer than asked."""
RENEWED_MAX = 10_000
ITEMS_PER_AUCTION = 500
ENDS_IN_S = 6 * 3600
HOLD_S = 3600
CONNECT_S = 60
CONNECT_RATE = 500
BIDS_PER_CHUNK = 100_000

_ARCHIVED = (Path(__file__).parent / "archived_bids.sql").read_text().split(";\n")


@asynccontextmanager
async def grown(deployment: Deployment, axis: Axis, limit_s: float) -> AsyncIterator[None]:
    """Warm a deployment up, and keep it as large as its value asks while the context lasts.

    The value becomes smaller where `limit_s` was too short. Raises LaunchError or SaleError.
    """
    async with AsyncExitStack() as stack:
        if axis.grows is not Grows.HISTORY:
            await swarm(deployment, axis, WARM_UP_S, watched=False)
        match axis.grows:
            case Grows.HISTORY:
                await _lengthen(deployment, axis, limit_s)
            case Grows.ITEMS:
                await _put_up(deployment, deployment.value - axis.items)
            case Grows.SOCKETS if deployment.value:
                await stack.enter_async_context(_idle_sockets(deployment))
            case Grows.ARCHIVE:
                await _archive(deployment, limit_s)
            case _:
                pass
        yield


async def renew(deployment: Deployment, axis: Axis, number: int, limit_s: float) -> None:
    """Before a later round, begin again on a new item where the samples would lengthen its history much."""
    if axis.grows is Grows.HISTORY and deployment.asked <= RENEWED_MAX:
        deployment.sale = f"{SALE}-{number}"
        await put_up(deployment.service.url, deployment.token, axis.items, deployment.sale)
        await _lengthen(deployment, axis, limit_s)


async def _lengthen(deployment: Deployment, axis: Axis, limit_s: float) -> None:
    """Bid until the item has so many bids, or time is up."""
    deadline = time.monotonic() + limit_s
    while True:
        [item] = await read_items(deployment.service.url, [f"{deployment.sale}-1"])
        deployment.value = item["bid_count"]
        missing = deployment.asked - deployment.value
        if missing <= 0 or time.monotonic() > deadline:
            return
        pace = ("--rate", "closed", "--seconds", str(CHUNK_S))
        if missing < CHUNK_S * CAREFUL_RATE:
            pace = ("--rate", str(CAREFUL_RATE), "--seconds", str(max(0.1, missing / CAREFUL_RATE)))
        await swarm(deployment, axis, CHUNK_S, *pace, "--ramp", "0", watched=False)


async def _put_up(deployment: Deployment, count: int) -> None:
    """Open items on which nobody bids, and which are due much later."""
    ends_at = round((time.time() + ENDS_IN_S) * 1000)
    for first in range(0, count, ITEMS_PER_AUCTION):
        part = min(ITEMS_PER_AUCTION, count - first)
        url, token = deployment.service.url, deployment.token
        await put_up(url, token, part, f"beside-{first}", ends_at=ends_at)


@asynccontextmanager
async def _idle_sockets(deployment: Deployment) -> AsyncIterator[None]:
    """Keep sockets connected that watch an item on which nobody bids."""
    count = deployment.value
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(deployment.bench.cores.support)),
        *(sys.executable, "-m", "loadtest.swarm", "--url", deployment.service.url),
        *("--secret", deployment.bench.secret, "--sockets", str(count), "--bidders", "1"),
        *("--rate", "0.0001", "--seconds", str(HOLD_S), "--connect-rate", str(CONNECT_RATE)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _connected(deployment, process, count)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _connected(
    deployment: Deployment, process: asyncio.subprocess.Process, count: int
) -> None:
    """Wait until the node counts so many sockets; raises LaunchError if it never does."""
    deadline = time.monotonic() + CONNECT_S
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(deployment.service.url, timeout=timeout) as http:
        while time.monotonic() < deadline and process.returncode is None:
            async with http.get("/metrics") as response:
                lines = (await response.text()).splitlines()
            if any(line == f"auction_sockets {float(count)}" for line in lines):
                return
            await asyncio.sleep(0.2)
    raise LaunchError(f"{count} idle sockets have not connected in time")


async def _archive(deployment: Deployment, limit_s: float) -> None:
    """Fill the archive with the bids of ended items, or as many of them as time allows."""
    deployment.value = 0
    deadline = time.monotonic() + limit_s
    database = deployment.stores.database
    while deployment.value < deployment.asked and time.monotonic() < deadline:
        chunk = deployment.value // BIDS_PER_CHUNK
        # Foreign keys hold by construction, and their checks would double the time.
        async with database.transaction():
            await database.execute("SET LOCAL session_replication_role = replica")
            await database.execute("SET LOCAL synchronous_commit = off")
            for statement in _ARCHIVED:
                await database.execute(statement, f"old-{chunk}")
        deployment.value += BIDS_PER_CHUNK
    await database.execute("VACUUM (ANALYZE) events, bids, items, users")
    await database.execute("CHECKPOINT")
