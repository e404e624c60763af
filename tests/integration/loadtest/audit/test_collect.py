"""The export of a node's records for the audit."""

import json
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
from redis.asyncio import Redis

from loadtest.audit.collect import (
    collect_archive,
    collect_hot,
    collect_losses,
    collect_refused,
    items_of_auction,
)
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


async def test_refused_entries_and_set_aside_events_are_exported(
    node: LiveNode, tmp_path: Path
) -> None:
    await node.put_up()
    await node.bid(150)
    hot = await collect_hot(tmp_path, [node.url], ["lamp"])
    async with Redis.from_url(node.stores.redis) as redis:
        entry: Any = {"entry": msgspec.msgpack.encode(["lamp", [], []]), "reason": "too long"}
        await redis.xadd("{s00}:journal:refused", entry)
    await collect_refused(tmp_path, node.stores.redis)
    assert await collect_archive(tmp_path, node.stores.database, hot, timeout_s=20) == []
    connection = await asyncpg.connect(node.stores.database)
    await connection.execute("INSERT INTO events_set_aside VALUES ('lamp', 2, 7, '{}')")
    await connection.close()
    await collect_archive(tmp_path, node.stores.database, hot, timeout_s=20)
    refused = json.loads((tmp_path / "refused.json").read_text())
    assert refused == [{"item_id": "lamp", "reason": "too long"}]
    archive = json.loads((tmp_path / "archive.json").read_text())
    assert archive["set_aside"] == [{"item_id": "lamp", "epoch": 2, "seq": 7}]


async def test_a_hot_state_that_can_not_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="the hot state can't be read"):
        await collect_refused(tmp_path, "unix:///nowhere/redis.sock")


@pytest.mark.parametrize("numbers", [True, False])
def test_losses_are_taken_from_the_nodes_logs(tmp_path: Path, *, numbers: bool) -> None:
    log = tmp_path / "node.log"
    lost = {"event": "events_lost", "item_id": "lamp", "first": 4, "last": 6, "level": "error"}
    unknown = {**lost, "first": 8, "last": 9, "only_numbers": True, "events": 1}
    lines = [
        "not JSON",
        "[]",
        *map(json.dumps, (lost, unknown)),
        json.dumps({"event": "other", "item_id": "lamp"}),
    ]
    log.write_text("\n".join(lines))
    collect_losses(tmp_path, [log], numbers=numbers)
    named = json.loads((tmp_path / "losses.json").read_text())
    known = {"item_id": "lamp", "first": 4, "last": 6, "only_numbers": False, "events": 0}
    of_numbers = {"item_id": "lamp", "first": 8, "last": 9, "only_numbers": True, "events": 1}
    assert named == ([known, of_numbers] if numbers else [known])
