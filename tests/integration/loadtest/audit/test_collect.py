"""The export of a node's records for the audit."""

import json
from pathlib import Path

import pytest

from loadtest.audit.collect import collect_archive, collect_hot, items_of_auction
from loadtest.evidence import UnusableError, read_logs
from tests.nodes import LiveNode


async def test_the_archive_is_exported_once_it_has_caught_up(
    node: LiveNode, tmp_path: Path
) -> None:
    await node.put_up()
    await node.bid(150)
    hot = await collect_hot(tmp_path, [node.url, node.url], ["lamp"])
    assert await collect_archive(tmp_path, node.stores.database, hot, timeout_s=20) == []
    archive = json.loads((tmp_path / "archive.json").read_text())
    assert [bid["amount"] for bid in archive["bids"]] == [150]
    assert archive["items"][0]["seq"] == hot[0]["seq"]
    assert len(read_logs(tmp_path)) == 2, "one view per node"


async def test_an_archive_that_lacks_an_item_is_behind(node: LiveNode, tmp_path: Path) -> None:
    hot = [{"item_id": "vase", "seq": 1, "bid_count": 0}]
    behind = await collect_archive(tmp_path, node.stores.database, hot, timeout_s=0)
    assert behind == ["vase is not in the archive"]


async def test_an_unknown_auction_is_an_error(node: LiveNode) -> None:
    with pytest.raises(UnusableError, match="answered 404"):
        await items_of_auction(node.url, "nothing")
