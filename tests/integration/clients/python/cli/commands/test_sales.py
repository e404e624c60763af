"""The commands on a whole sale against a live node."""

import asyncio
import json

from tests.integration.clients.commands import LIMIT_S, run
from tests.nodes import LiveNode


async def test_a_house_runs_a_sale_from_the_command_line(node: LiveNode) -> None:
    async def ok(*arguments: str) -> str:
        status, out, err = await run(node.url, *arguments, "--token", node.auctioneer)
        assert (status, err) == (0, "")
        return out

    assert await ok("create", "An evening", "--id", "ev") == "created ev, in EUR: An evening\n"
    await node.put_up(duration_ms=3_600_000)
    assert (await ok("pause-sale", "sale")).startswith(
        "1 changed, 0 unchanged, 0 had ended; act_id"
    )
    assert (await ok("resume-sale", "sale")).startswith("1 changed")
    _, before = await node.get("/items/lamp")
    assert (await ok("extend-sale", "sale", "90s")).startswith("1 changed")
    assert (await node.get("/items/lamp"))[1]["ends_at"] == before["ends_at"] + 90_000
    assert await ok("notice-sale", "sale", "Welcome") == "given to 1 items\n"
    await node.bid(200)
    assert (await ok("close", "lamp")).startswith("sold: 2.00 EUR to Ann#")
    async with asyncio.timeout(LIMIT_S):
        while "sold" not in (results := await ok("results", "sale")):
            await asyncio.sleep(0.05)
    assert results.split()[:5] == ["lamp", "-", "sold", "2.00", "EUR"]
    assert json.loads(await ok("results", "sale", "--json"))["winners"][0]["total"] == 200
