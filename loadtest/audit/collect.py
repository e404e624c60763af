"""Exports the server's records once a run has settled, and the losses that the nodes named.

The archive is written behind the hot state, so the export waits a bounded time until it has caught up.
If it hasn't, its records are exported all the same, and the check will name the missing ones.
"""

import asyncio
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import msgspec
from redis import RedisError
from redis.asyncio import Redis

from loadtest.evidence import Log, PutUp, UnusableError, item_line, read_logs

NODE_VIEWS = "nodes"
"""The name of the log with every node's final view."""

_TIMEOUT_S = 10
_QUERY_TIMEOUT_S = 120
_AT_ONCE = 16
_POLL_S = 0.1

_ITEMS = """
    SELECT item_id, seq, status, price, leader, bid_count,
           (SELECT count(*) FROM events WHERE events.item_id = items.item_id) AS event_rows,
           (SELECT count(*) FROM bids WHERE bids.item_id = items.item_id) AS bid_rows
    FROM items WHERE item_id = ANY($1) ORDER BY item_id
"""
_EVENTS = """
    SELECT item_id, seq, at, type, body::text AS body
    FROM events WHERE item_id = ANY($1) ORDER BY item_id, seq
"""
_BIDS = """
    SELECT item_id, seq, bid_id, bidder, amount, at, auto
    FROM bids WHERE item_id = ANY($1) ORDER BY item_id, seq
"""

_SET_ASIDE = """
    SELECT item_id, epoch, seq FROM events_set_aside WHERE item_id = ANY($1) ORDER BY item_id, seq
"""
LOSS_EVENTS = frozenset({"events_lost", "events_set_aside", "histories_conflict"})
"""The log events by which a node names lost numbers: `item_id`, `first`, `last`."""

Json = dict[str, Any]


def items_of_logs(directory: Path) -> list[str]:
    """Return the ids of the items that the logs put up; raises UnusableError."""
    lines = read_logs(directory)
    return sorted({line.item.item_id for line in lines if isinstance(line, PutUp)})


async def items_of_auction(url: str, auction_id: str) -> list[str]:
    """Return the ids of an auction's items; raises UnusableError."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_TIMEOUT_S)) as http:
        auction = await get_json(http, f"{url}/auctions/{auction_id}")
    try:
        return [item["item_id"] for item in auction["items"]]
    except (KeyError, TypeError):
        raise UnusableError(f"{url} does not list the items of the auction {auction_id}") from None


async def collect_hot(directory: Path, urls: Sequence[str], item_ids: Sequence[str]) -> list[Json]:
    """Write hot.json from the first node, and all nodes' views; raises UnusableError."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_TIMEOUT_S)) as http:
        by_node = [await _items(http, url, item_ids) for url in urls]
    try:
        views = [
            item_line(url, item) for url, items in zip(urls, by_node, strict=True) for item in items
        ]
    except msgspec.ValidationError as error:
        raise UnusableError(
            f"a node has answered with something other than an item: {error}"
        ) from None
    with Log(directory, NODE_VIEWS) as log:
        for view in views:
            log.write(view)
    hot = {item["item_id"]: item for item in by_node[0]}
    (directory / "hot.json").write_bytes(msgspec.json.encode(hot))
    return by_node[0]


async def collect_archive(
    directory: Path, database: str, hot: Sequence[Json], *, timeout_s: float
) -> list[str]:
    """Write archive.json once the archive has caught up with `hot`; return the items that are behind.

    Raises UnusableError when the archive can't be read.
    """
    item_ids = [item["item_id"] for item in hot]
    try:
        connection = await asyncpg.connect(
            database, timeout=_TIMEOUT_S, command_timeout=_QUERY_TIMEOUT_S
        )
        try:
            behind = await _wait(connection, hot, timeout_s)
            archive = await _export(connection, item_ids)
        finally:
            await connection.close()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        raise UnusableError(f"the archive can't be read: {error or 'no answer'}") from None
    (directory / "archive.json").write_bytes(msgspec.json.encode(archive))
    return behind


async def collect_refused(directory: Path, redis_url: str) -> None:
    """Write refused.json from the streams of refused journal entries; raises UnusableError."""
    refused = []
    try:
        async with Redis.from_url(redis_url, socket_timeout=_TIMEOUT_S) as redis:
            async for stream in redis.scan_iter("*:journal:refused"):
                entries: Any = await redis.xrange(stream)
                for _, fields in entries:
                    item_id, *_ = msgspec.msgpack.decode(fields[b"entry"])
                    refused.append({"item_id": item_id, "reason": fields[b"reason"].decode()})
    except (RedisError, OSError) as error:
        raise UnusableError(f"the hot state can't be read: {error}") from None
    (directory / "refused.json").write_bytes(msgspec.json.encode(refused))


def collect_losses(directory: Path, logs: Iterable[Path], *, numbers: bool = False) -> None:
    """Write losses.json from the nodes' logs, whose lines are JSON objects.

    With `numbers` also the losses of which no more than the numbers is known. They are no excuse
    where a living node should have had the events.
    """
    lines = [line for log in logs for line in log.read_bytes().splitlines()]
    named = [found for line in lines if (found := _loss_in(line))]
    named = [loss for loss in named if numbers or not loss["only_numbers"]]
    (directory / "losses.json").write_bytes(msgspec.json.encode(named))


def _loss_in(line: bytes) -> Json | None:
    try:
        fields = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    if not isinstance(fields, dict) or fields.get("event") not in LOSS_EVENTS:
        return None
    numbers = {name: fields[name] for name in ("item_id", "first", "last")}
    return {
        **numbers,
        "only_numbers": fields.get("only_numbers", False),
        "events": fields.get("events", 0),
    }


async def _items(http: aiohttp.ClientSession, url: str, item_ids: Sequence[str]) -> list[Json]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(item_id: str) -> Json:
        async with places:
            return await get_json(http, f"{url}/items/{item_id}")

    return await asyncio.gather(*map(one, item_ids))


async def get_json(http: aiohttp.ClientSession, url: str) -> Json:
    """Return the body of an answer; raises UnusableError."""
    try:
        async with http.get(url) as response:
            if response.status != HTTPStatus.OK:
                raise UnusableError(f"{url} answered {response.status}")
            body: Json = await response.json()
            return body
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise UnusableError(f"{url} can't be read: {error or 'no answer'}") from None


async def _wait(connection: asyncpg.Connection, hot: Sequence[Json], timeout_s: float) -> list[str]:
    deadline = asyncio.get_running_loop().time() + timeout_s
    item_ids = [item["item_id"] for item in hot]
    while True:
        rows = {row["item_id"]: row for row in await connection.fetch(_ITEMS, item_ids)}
        behind = [text for item in hot if (text := _behind(item, rows.get(item["item_id"])))]
        if not behind or asyncio.get_running_loop().time() > deadline:
            return behind
        await asyncio.sleep(_POLL_S)


def _behind(item: Json, row: asyncpg.Record | None) -> str | None:
    """Describe how far the archive is behind the hot state; None if it isn't."""
    if row is None:
        return f"{item['item_id']} is not in the archive"
    hot = (item["seq"], item["seq"], item["bid_count"])
    archived = (row["seq"], row["event_rows"], row["bid_rows"])
    if all(there >= wanted for there, wanted in zip(archived, hot, strict=True)):
        return None
    text = "number {}, {} events, {} bids"
    return f"{item['item_id']}: the archive has {text.format(*archived)} of {text.format(*hot)}"


async def _export(connection: asyncpg.Connection, item_ids: Sequence[str]) -> Json:
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        items = await connection.fetch(_ITEMS, item_ids)
        events = await connection.fetch(_EVENTS, item_ids)
        bids = await connection.fetch(_BIDS, item_ids)
        set_aside = await _set_aside(connection, item_ids)
    return {
        "bids": [dict(bid) for bid in bids],
        "events": [{**event, "body": msgspec.Raw(event["body"].encode())} for event in events],
        "items": [dict(item) for item in items],
        "set_aside": [dict(event) for event in set_aside],
    }


async def _set_aside(
    connection: asyncpg.Connection, item_ids: Sequence[str]
) -> Sequence[asyncpg.Record]:
    if await connection.fetchval("SELECT to_regclass('events_set_aside')") is None:
        return ()  # The archive of a baseline sets nothing aside.
    rows: Sequence[asyncpg.Record] = await connection.fetch(_SET_ASIDE, item_ids)
    return rows
