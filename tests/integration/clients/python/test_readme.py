"""The example of the SDK's README runs as it stands there."""

import asyncio
import re
from typing import Any

import pytest

from tests.integration.clients.views import LIMIT_S
from tests.nodes import ROOT, LiveNode


async def test_the_example_bids_and_follows_an_item_up_to_its_outcome(
    node: LiveNode, capsys: pytest.CaptureFixture[str]
) -> None:
    await node.put_up()
    text = (ROOT / "clients/python/README.md").read_text()
    [example] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(example, "README.md", "exec"), names)
    running = asyncio.create_task(names["main"](node.url, "lamp"))
    printed = ""

    async def until(words: str) -> None:
        nonlocal printed
        while words not in printed:
            await asyncio.sleep(0.02)
            printed += capsys.readouterr().out

    async with asyncio.timeout(LIMIT_S):
        await until("open 100 Ann#")
        await node.bid(200, "bob")
        await until("outbid at 200")
        await node.command("lamp", "close")
        await until("sold 200 Bob#")
        await running
    seen = [printed.index(words) for words in ("open 100 Ann#", "outbid at 200", "sold 200 Bob#")]
    assert seen == sorted(seen)
