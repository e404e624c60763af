"""The check by SQL finds each kind of damage in an archive, and none in a sound one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.archive_rows import archived
from tests.faults.archive_check import STATEMENTS, violations_by_sql
from tests.nodes import LiveNode

AMOUNTS = (100, 120, 150)
EVENTS = 6

DAMAGES = {
    "lost": ["DELETE FROM bids WHERE bid_id = 'b1'"],
    "duplicated": [
        "UPDATE events SET body = jsonb_set(body, '{bid_id}', '\"b2\"') WHERE body->>'bid_id' = 'b1'"
    ],
    "double winners": [
        "INSERT INTO events SELECT item_id, seq + 1, at, type, body FROM events WHERE type = 'ItemClosed'"
    ],
    "wrong winner": [
        "UPDATE events SET body = jsonb_set(body, '{winners,0,1}', '120') WHERE type = 'ItemClosed'"
    ],
    "gaps": ["DELETE FROM events WHERE seq = 4"],
    "times": ["UPDATE events SET at = 0 WHERE seq = 4"],
    "prices": ["UPDATE items SET price = 120"],
    "bids without events": ["UPDATE bids SET amount = 121 WHERE bid_id = 'b1'"],
    "unsent": ["UPDATE bids SET bid_id = 'b9' WHERE bid_id = 'b1'"],
}


@pytest.fixture
async def folder(node: LiveNode, tmp_path: Path) -> Path:
    """Sell an item, and log its bids as clients do."""
    await node.put_up()
    lines: list[dict[str, Any]] = []
    for number, amount in enumerate(AMOUNTS):
        bid = {"bid_id": f"b{number}", "item_id": "lamp"}
        _, answer = await node.bid(amount, "ann", bid_id=bid["bid_id"])
        lines.append({"k": "sent", **bid, "user": "ann", "amount": amount})
        lines.append({"k": "answer", **bid, "ok": True, "seq": answer["seq"]})
    await node.command("lamp", "close")
    await archived(node.stores, "SELECT FROM events", EVENTS)
    (tmp_path / "client.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


async def found(node: LiveNode, folder: Path, logs: Sequence[Path] = ()) -> set[str]:
    """Return the statements that found a violation."""
    by_sql = await violations_by_sql(folder, database=node.stores.database, logs=logs)
    return {name for name, rows in by_sql.items() if rows}


async def test_each_statement_finds_its_damage(node: LiveNode, folder: Path) -> None:
    assert await found(node, folder) == set()
    assert DAMAGES.keys() == STATEMENTS.keys()
    connection = await asyncpg.connect(node.stores.database)
    for name, statements in DAMAGES.items():
        copy = [
            f"CREATE TABLE before_{table} AS TABLE {table}" for table in ("items", "events", "bids")
        ]
        await connection.execute("; ".join([*copy, *statements]))
        assert name in await found(node, folder), name
        back = "DELETE FROM {0}; INSERT INTO {0} TABLE before_{0}; DROP TABLE before_{0}"
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "; ".join(back.format(table) for table in ("items", "events", "bids"))
        )
        await connection.execute("SET session_replication_role = DEFAULT")
    await connection.close()
    assert await found(node, folder) == set()


async def test_a_lost_bid_is_no_violation_if_a_node_named_its_number(
    node: LiveNode, folder: Path
) -> None:
    connection = await asyncpg.connect(node.stores.database)
    await connection.execute("DELETE FROM bids WHERE bid_id = 'b1'")
    await connection.close()
    log = folder / "node.log"
    loss = {"event": "events_lost", "item_id": "lamp", "first": 4, "last": 4}
    log.write_text(json.dumps(loss) + "\n{half a li")
    assert "lost" not in await found(node, folder, [log])
    log.write_text(json.dumps({**loss, "item_id": "vase"}))
    assert "lost" in await found(node, folder, [log])
