"""Two nodes behind a real HAProxy, with the deployed configuration at other addresses."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from loadtest.bench.balancer import configuration, haproxy, running_balancer
from loadtest.launch import LaunchError
from tests.nodes import LiveNode, NodeProcess, StoreUrls, free_port, node_process


@dataclass(frozen=True, slots=True)
class Balanced:
    """The balancer as if it were a node, the nodes, their operations ports, and the balancer's log."""

    balancer: LiveNode
    processes: list[NodeProcess]
    operations: list[str]
    log: Path

    @property
    def nodes(self) -> list[LiveNode]:
        """The nodes, without the balancer between."""
        return [each.node for each in self.processes]


@asynccontextmanager
async def balanced(stores: StoreUrls, folder: Path, **environment: str) -> AsyncIterator[Balanced]:
    """Run two nodes and the balancer while inside; the clients of `LiveNode.http` keep no cookies."""
    need_haproxy()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        ports = [free_port(), free_port()]
        processes = [
            await enter(node_process(stores, **_environment(number, port), **environment))
            for number, port in enumerate(ports, start=1)
        ]
        url, log = f"http://127.0.0.1:{free_port()}", folder / "balancer.log"
        urls = [each.node.url for each in processes]
        await enter(running_balancer(url, urls, check_ports=ports, log=log))
        http = await enter(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        operations = [f"http://127.0.0.1:{port}" for port in ports]
        yield Balanced(LiveNode(url, stores, http), processes, operations, log)


@asynccontextmanager
async def balancer_without_nodes(folder: Path, connections_max: int) -> AsyncIterator[int]:
    """Run the balancer with another limit of connections per address; yields its port."""
    need_haproxy()
    port = free_port()
    nodes = [f"http://127.0.0.1:{free_port()}"]
    text = await configuration(f"http://127.0.0.1:{port}", nodes)
    limit = "sc_conn_cur(0) gt "
    assert f"{limit}5000" in text
    file = folder / "balancer.cfg"
    file.write_text(text.replace(f"{limit}5000", f"{limit}{connections_max}"))
    process = await asyncio.create_subprocess_exec(
        *(haproxy(), "-db", "-f", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        process.terminate()
        await process.wait()


def _environment(number: int, operations_port: int) -> dict[str, str]:
    return {
        "AUCTION_NODE": f"node{number}",
        "AUCTION_OPERATIONS_PORT": str(operations_port),
        "AUCTION_TRUSTED_PROXIES": "1",
        "AUCTION_OPEN_REGISTRATION": "true",
        "AUCTION_BID_TIMEOUT_MS": "20000",
    }


def need_haproxy() -> None:
    try:
        haproxy()
    except LaunchError:
        assert "CI" not in os.environ, "HAProxy isn't installed"
        pytest.skip("HAProxy isn't installed")
