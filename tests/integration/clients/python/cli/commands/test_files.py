"""The commands `import` and `export` against a live node."""

import asyncio
from pathlib import Path

from tests.integration.clients.commands import LIMIT_S, run
from tests.nodes import LiveNode

LOTS = "lot,title,start_price\n1,Brass lamp,12.50\n2,Vase,10\n"


async def test_a_sale_comes_as_a_file_is_searched_and_leaves_as_one(
    node: LiveNode, tmp_path: Path
) -> None:
    await node.post("/auctions", {"auction_id": "sale", "title": "A sale"}, node.auctioneer)
    file, token = tmp_path / "lots.csv", ("--token", node.auctioneer)
    file.write_text(LOTS + "3,,x\n")
    status, out, _ = await run(node.url, "import", "sale", str(file), *token)
    assert (status, out.splitlines()[-1]) == (1, "3 rows, 2 faults; nothing was put up")
    assert out.startswith("row 4, start_price: must be an amount")
    file.write_text(LOTS)
    imported = await run(node.url, "import", "sale", str(file), *token)
    assert imported == (0, "2 rows, 2 put up, 0 found put up before\n", "")
    async with asyncio.timeout(LIMIT_S):
        while len((await node.get("/items"))[1]["items"]) < 2:
            await asyncio.sleep(0.05)
    status, out, _ = await run(node.url, "search", "bra", "lam", "--sale", "sale", "--sort", "lot")
    assert (status, out.split("  ", 1)[1]) == (0, "1  not open yet  12.50 EUR    Brass lamp\n")
    status, out, _ = await run(node.url, "export", "sale", "--form", "json", *token)
    (tmp_path / "lots.json").write_text(out)
    again = await run(node.url, "import", "sale", str(tmp_path / "lots.json"), "--dry-run", *token)
    assert again[1] == "2 rows, 0 would be put up, 2 found put up before\n"
    assert (await run(node.url, "import", "sale", "no/such.csv", *token))[0] == 2
