"""A balancer that resets connections to Redis and hangs up: afterwards the nodes are as before."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.rush import Rush, rush
from tests.nodes import LiveNode, StoreUrls, node_process
from tests.proxy import REPLIES, Proxy, Rule, proxied, reset
from tests.timeouts import WAIT_MAX_S

FAULT_S = 1.0


async def resets(proxy: Proxy) -> None:
    """Reset every connection every few milliseconds, so that commands meet every state of one."""
    until = time.monotonic() + FAULT_S
    while time.monotonic() < until:
        proxy.reset()
        await asyncio.sleep(0.01)


async def hangs_up(proxy: Proxy) -> None:
    """Accept connections and close them at once."""
    proxy.hang_up()
    proxy.reset()
    await asyncio.sleep(FAULT_S)
    proxy.hangs_up = False


async def resets_after_subscribe(proxy: Proxy) -> None:
    """Reset each connection at the answer to SUBSCRIBE."""
    with proxy.having(Rule(reset, REPLIES, b"subscribe")):
        proxy.reset()
        await asyncio.sleep(FAULT_S)


@pytest.fixture
async def proxy(stores: StoreUrls) -> AsyncIterator[Proxy]:
    async with proxied(stores.redis) as made:
        yield made


@pytest.fixture
async def nodes(proxy: Proxy, stores: StoreUrls) -> AsyncIterator[list[LiveNode]]:
    """Two nodes in processes of their own, on the loop that nodes use."""
    urls = StoreUrls(proxy.url, stores.database)
    async with AsyncExitStack() as stack:
        yield [
            (await stack.enter_async_context(node_process(urls, AUCTION_NODE=name))).node
            for name in ("one", "two")
        ]


async def counted(node: LiveNode) -> Counter[str]:
    """Return each metric of a node, summed over its labels, and the answers by code."""
    async with node.http.get(node.url + "/metrics") as response:
        families = text_string_to_metric_families(await response.text())
    sums: Counter[str] = Counter()
    for family in families:
        for sample in family.samples:
            sums[sample.name] += int(sample.value)
            sums[sample.labels.get("code", "")] += int(sample.value)
    return sums


async def is_whole(node: LiveNode) -> bool:
    """Return whether every dependency of a node is up."""
    _, body = await node.get("/readyz")
    return set(body["dependencies"].values()) == {"ok"}


async def test_nodes_are_as_before_when_the_balancer_is(
    nodes: list[LiveNode], proxy: Proxy, tmp_path: Path
) -> None:
    async with rush(nodes, tmp_path / "evidence") as run:
        await run.more(50)
        for fault in (resets, hangs_up, resets_after_subscribe):
            await fault(proxy)
            await _whole_again(nodes, run)
    for node in nodes:
        sums = await counted(node)
        assert (sums["internal"], sums["auction_task_failures_total"]) == (0, 0)
        assert sums["auction_subscription_up"] == 2
        assert sums["auction_subscription_reconnects_total"] >= 6


async def _whole_again(nodes: list[LiveNode], run: Rush) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        for node in nodes:
            while not await is_whole(node):
                await asyncio.sleep(0.05)
    await run.more(50)
