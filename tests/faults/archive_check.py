"""A second judge of a rush: SQL on the archive, which shares no code with the audit.

It reads the clients' logs and the nodes' logs by itself. The statements are in `archive_check.sql`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg

SQL = Path(__file__).with_suffix(".sql").read_text()
STATEMENTS = dict(re.findall(r"^-- ([a-z ]+)\n(SELECT .+?;)$", SQL, re.MULTILINE | re.DOTALL))
LOSSES = ("events_lost", "events_set_aside", "histories_conflict")

Row = tuple[Any, ...]


async def violations_by_sql(
    folder: Path, *, database: str, logs: Sequence[Path]
) -> dict[str, list[str]]:
    """Carry out every statement; return the violations that each has found.

    `folder` has the logs of the clients; `logs` are those of the nodes, which name losses.
    """
    sent = _logged(folder)
    named = [line for path in logs for line in _objects(path) if line.get("event") in LOSSES]
    # Temporary tables wait for no standby, which may be away.
    settings = {"synchronous_commit": "local"}
    connection = await asyncpg.connect(database, server_settings=settings)
    try:
        await _fill(
            connection, "acknowledged", "item_id text, bid_id text, seq bigint", _accepted(sent)
        )
        await _fill(
            connection, "offered", "bid_id text, bidder text, amount bigint", _offered(sent)
        )
        losses = {(line["item_id"], line["first"], line["last"]) for line in named}
        await _fill(connection, "named", "item_id text, first bigint, last bigint", losses)
        return {
            name: [row[0] for row in await connection.fetch(statement)]
            for name, statement in STATEMENTS.items()
        }
    finally:
        await connection.close()


async def _fill(
    connection: "asyncpg.Connection[asyncpg.Record]", table: str, columns: str, rows: set[Row]
) -> None:
    await connection.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
    await connection.copy_records_to_table(table, records=sorted(rows))
    await connection.execute(f"ANALYZE {table}")


def _accepted(lines: Sequence[dict[str, Any]]) -> set[Row]:
    accepted = (line for line in lines if line["k"] == "answer" and line["ok"])
    return {(line["item_id"], line["bid_id"], line["seq"]) for line in accepted}


def _offered(lines: Sequence[dict[str, Any]]) -> set[Row]:
    sent = (line for line in lines if line["k"] == "sent")
    return {(line["bid_id"], line["user"], line["amount"]) for line in sent}


def _logged(folder: Path) -> list[dict[str, Any]]:
    return [line for path in folder.glob("*.jsonl") for line in _objects(path)]


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        for line in file:
            try:
                found = json.loads(line)
            except ValueError:
                continue  # A node that was killed may leave half a line.
            if isinstance(found, dict):
                yield found
