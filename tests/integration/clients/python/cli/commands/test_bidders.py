"""The commands on the bidders, the paddles and the clerks of a sale, against a live node."""

import json

from tests.integration.clients.commands import run
from tests.nodes import LiveNode


async def test_a_house_admits_blocks_and_lists_bidders_and_gives_paddles(node: LiveNode) -> None:
    async def ok(*arguments: str) -> str:
        status, out, err = await run(node.url, *arguments, "--token", node.auctioneer)
        assert (status, err) == (0, "")
        return out

    await ok("create", "A sale", "--id", "sale", "--approval")
    assert await ok("paddle", "sale", "7", "--name", "Eve") == "paddle 7: Eve\n"
    assert await ok("clerk", "sale", "kim") == "kim is now a clerk of sale\n"
    assert (
        json.loads(await ok("admit", "sale", "ann", "--limit", "500", "--json"))["spending_limit"]
        == 50_000
    )
    assert "blocked" in await ok("block", "sale", "bob", "--reason", "unpaid")
    assert "bob" in await ok("bidders", "sale", "--state", "blocked")
    assert "blocked" not in await ok("block", "sale", "bob", "--lift")
    assert await ok("clerk", "sale", "kim", "--revoke") == "kim is no longer a clerk of sale\n"
    status, _, err = await run(node.url, "bidders", "sale", "--token", node.token())
    assert (status, err.split(":")[0]) == (1, "refused, forbidden")
