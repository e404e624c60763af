"""Two nodes behind a real HAProxy, with the deployed configuration at other addresses."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from loadtest.bench.balancer import haproxy, running_balancer
from loadtest.launch import LaunchError
from tests.nodes import LiveNode, StoreUrls, free_port, node_process


@dataclass(frozen=True, slots=True)
class Balanced:
    """The balancer as if it were a node, the nodes themselves, and the balancer's log."""

    balancer: LiveNode
    nodes: list[LiveNode]
    operations: list[str]
    log: Path


@asynccontextmanager
async def balanced(stores: StoreUrls, folder: Path) -> AsyncIterator[Balanced]:
    """Run two nodes and the balancer while inside; the clients of `LiveNode.http` keep no cookies."""
    _need_haproxy()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        ports = [free_port(), free_port()]
        nodes = [
            (await enter(node_process(stores, **_environment(number, port)))).node
            for number, port in enumerate(ports, start=1)
        ]
        url, log = f"http://127.0.0.1:{free_port()}", folder / "balancer.log"
        urls = [node.url for node in nodes]
        await enter(running_balancer(url, urls, check_ports=ports, log=log))
        http = await enter(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        operations = [f"http://127.0.0.1:{port}" for port in ports]
        yield Balanced(LiveNode(url, stores, http), nodes, operations, log)


def _environment(number: int, operations_port: int) -> dict[str, str]:
    return {
        "AUCTION_NODE": f"node{number}",
        "AUCTION_OPERATIONS_PORT": str(operations_port),
        "AUCTION_TRUSTED_PROXIES": "1",
        "AUCTION_OPEN_REGISTRATION": "true",
        "AUCTION_BID_TIMEOUT_MS": "20000",
    }


def _need_haproxy() -> None:
    try:
        haproxy()
    except LaunchError:
        assert "CI" not in os.environ, "HAProxy isn't installed"
        pytest.skip("HAProxy isn't installed")
