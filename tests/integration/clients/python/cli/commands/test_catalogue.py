"""The commands `list`, `show`, `search`, `history` and `cost` against a live node."""

import asyncio
import json

from tests.integration.clients.commands import LIMIT_S, run
from tests.nodes import LiveNode


async def test_a_visitor_looks_at_sales_items_bids_and_costs(node: LiveNode) -> None:
    await node.put_up(lot="7", description="Brass.", fees={"premium": [[0, 250_000]]})
    await node.bid(150)
    async with asyncio.timeout(LIMIT_S):
        while "1.50 EUR by Ann#" not in (listed := (await run(node.url, "history", "lamp"))[1]):
            await asyncio.sleep(0.05)
    assert " bid  1.50 EUR by Ann#" in listed
    assert (await run(node.url, "list"))[1].startswith("sale  House#")
    status, out, err = await run(node.url, "list", "sale")
    assert (status, err) == (0, "")
    assert out.startswith("lamp  7  open  1.50 EUR  Ann#")
    shown = (await run(node.url, "show", "lamp"))[1].splitlines()
    assert (shown[0], shown[-1]) == ("lot 7: A lamp", "Brass.")
    assert (await run(node.url, "search", "lam"))[1].startswith("lamp  7  open  1.50 EUR")
    assert (await run(node.url, "cost", "lamp", "2"))[1].splitlines()[-1].split() == [
        *("total", "2.50", "EUR")
    ]
    status, out, _ = await run(node.url, "--json", "list", "sale")
    assert json.loads(out)["price"] == 150
    assert (await run(node.url, "list", "nothing"))[0] == 1
