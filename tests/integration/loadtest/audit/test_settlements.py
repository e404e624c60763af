"""The export of a sale's results and statements for the audit."""

import json
from pathlib import Path

import pytest

from loadtest.audit import settlements
from loadtest.audit.collect import collect_archive, collect_hot
from loadtest.audit.settlements import collect_settlements
from loadtest.evidence import UnusableError
from tests.nodes import LiveNode


async def test_all_pages_of_results_and_each_winners_statement_are_exported(
    node: LiveNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlements, "_PAGE_ITEMS", 1)
    for item_id, amount in (("lamp", 150), ("vase", 200)):
        await node.put_up(item_id, fees={"premium": [[0, 100_000]]})
        await node.bid(amount, "ann", item_id)
        await node.command(item_id, "close")
    hot = await collect_hot(tmp_path, [node.url], ["lamp", "vase"])
    assert await collect_archive(tmp_path, node.stores.database, hot, timeout_s=20) == []
    await collect_settlements(tmp_path, node.url, hot, token=node.auctioneer)
    (sale,) = json.loads((tmp_path / "settled.json").read_text())
    assert [each["item_id"] for each in sale["results"]] == ["lamp", "vase"]
    (statement,) = sale["statements"]
    assert (statement["user_id"], statement["total"]) == ("ann", 165 + 220)


async def test_a_token_of_another_auctioneer_is_an_error(node: LiveNode, tmp_path: Path) -> None:
    hot = await collect_hot(tmp_path, [node.url], [(await node.put_up())["item_id"]])
    with pytest.raises(UnusableError, match="answered 403"):
        await collect_settlements(tmp_path, node.url, hot, token=node.token("ann"))
