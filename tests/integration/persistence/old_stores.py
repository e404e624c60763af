"""Stores as an earlier version left them, read from `stores_before/` and written to empty ones.

redis.json      every key: its type, its time to live in ms (-1: for ever), its content in base64
postgres.json   every table's rows, and the migrations that had been applied
answers.json    the earlier version's answers once its journal was archived: `public` by path,
                `own` by item and user, and `bids`: every accepted bid with its first answer
"""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import asyncpg
from redis.asyncio import Redis

from persistence.migrate import migrate, migrations

FOLDER = Path(__file__).with_name("stores_before")
NODE = "old-node"
"""The lasting name of the node that wrote the stores; its journal entries wait for it by that name."""

_TABLES = ("users", "auctions", "admissions", "items", "events", "bids", "events_set_aside")


def old(name: str) -> Any:
    """Read one of the files."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def old_session() -> str:
    """Return the pid of the client session that is stored in Redis."""
    (key,) = (key for key in old("redis") if ":session:" in key)
    pid: str = key.rpartition(":")[2]
    return pid


async def load_redis(redis: Redis) -> None:
    """Write all keys to an empty Redis, the journal with its group and its unacknowledged entries."""
    for key, stored in old("redis").items():
        await _WRITERS[stored["type"]](redis, key, stored["value"])
        if stored["ttl_ms"] > 0:
            await redis.pexpire(key, stored["ttl_ms"])


async def load_database(connection: asyncpg.Connection) -> None:
    """Write all tables to a database with the schema of then, and bring that up to date."""
    content = old("postgres")
    applied = {row["version"] for row in content["schema_migrations"]}
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for version, _, statements in migrations():
        if version in applied:
            await connection.execute(statements)
    for table in ("schema_migrations", *_TABLES):
        await _load_table(connection, table, content[table])
    await migrate(connection)


async def _load_table(connection: asyncpg.Connection, table: str, rows: list[Any]) -> None:
    if table == "schema_migrations":
        # The first run of `migrate` makes this table; it is made here as it was then.
        await connection.execute(
            "CREATE TABLE schema_migrations"
            " (version integer PRIMARY KEY, name text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
    if rows:
        columns = ", ".join(rows[0])
        statement = (
            f"INSERT INTO {table} ({columns})"
            f" SELECT {columns} FROM json_populate_recordset(NULL::{table}, $1)"
        )
        await connection.execute(statement, json.dumps(rows))


async def _string(redis: Redis, key: str, value: str) -> None:
    await redis.set(key, b64decode(value))


async def _hash(redis: Redis, key: str, value: list[list[str]]) -> None:
    await redis.hset(key, items=[b64decode(part) for pair in value for part in pair])


async def _list(redis: Redis, key: str, value: list[str]) -> None:
    await redis.rpush(key, *map(b64decode, value))


async def _sorted_set(redis: Redis, key: str, value: list[tuple[str, float]]) -> None:
    await redis.zadd(key, {b64decode(member): score for member, score in value})


async def _stream(redis: Redis, key: str, value: Any) -> None:
    for entry_id, pairs in value["entries"]:
        fields: Any = {b64decode(field): b64decode(content) for field, content in pairs}
        await redis.xadd(key, fields, id=entry_id)
    for group in value["groups"]:
        await redis.xgroup_create(key, group["name"], id=group["last_delivered_id"], mkstream=True)
        for entry_id, consumer in group["pending"]:
            await redis.xclaim(key, group["name"], consumer, 0, [entry_id], force=True, justid=True)


_WRITERS: dict[str, Any] = {
    "string": _string,
    "hash": _hash,
    "list": _list,
    "zset": _sorted_set,
    "stream": _stream,
}
