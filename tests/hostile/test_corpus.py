"""The whole corpus against one node: every input is answered with its code, and nothing stays behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.__main__ import PAGE, with_table
from tests.hostile.corpus_node import corpus_node, send_corpus
from tests.hostile.footprint import Footprint, footprint, ram_kb
from tests.nodes import LiveNode, NodeProcess, StoreUrls, connected
from tests.timeouts import WAIT_MAX_S

RAM_GROWTH_MAX_KB = 8_000


@asynccontextmanager
async def bidding_meanwhile(node: LiveNode) -> AsyncIterator[list[Any]]:
    """Bid on a socket again and again while inside; yields the answers."""
    answers: list[Any] = []

    async def bid(client: Any) -> None:
        while True:
            number = len(answers)
            offer = {"bid_id": f"b{number}", "item_id": "lamp", "amount": 150 + 10 * number}
            answers.append(await client.call("bid", {**offer, "raise_own": True}))
            await asyncio.sleep(0.02)

    async with connected(node, node.token("ann")) as client:
        task = asyncio.create_task(bid(client))
        try:
            yield answers
        finally:
            task.cancel()
            await asyncio.wait([task])
        assert task.cancelled(), task.exception()


async def back_to(running: NodeProcess, before: Footprint) -> Footprint:
    """Wait until a node holds no more than before; return what it holds."""
    try:
        async with asyncio.timeout(WAIT_MAX_S):
            while not (now := await footprint(running)).is_within(before):
                await asyncio.sleep(0.1)
    except TimeoutError:
        pass
    return now


async def test_every_hostile_input_has_its_answer_and_leaves_nothing_behind(
    stores: StoreUrls, tmp_path: Path, record_property: Any
) -> None:
    async with corpus_node(stores, tmp_path) as running:
        log, pid = tmp_path / "node.log", running.process.pid
        before, ram_before, logged = await footprint(running), ram_kb(pid), log.stat().st_size
        asyncio.get_running_loop().set_debug(False)
        async with bidding_meanwhile(running.node) as answers:
            found = await send_corpus(running.node)
        after = await back_to(running, before)
        ram_after, lines = ram_kb(pid), log.read_bytes()[logged:].decode()
    record_property("inputs", found.counts.total())
    assert found.wrong == []
    assert lines == ""
    assert [answer["ok"] for answer in answers] == [True] * len(answers)
    assert len(answers) > 10
    assert after.is_within(before), (before, after)
    assert ram_after - ram_before < RAM_GROWTH_MAX_KB
    page = PAGE.read_text()
    if with_table(page, found) != page:
        pytest.fail("docs/measuring.md has other counts: run `make hostile`")
