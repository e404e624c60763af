"""The nodes' commits: written after a loss without the journal, and looked for while remembered."""

from collections.abc import Sequence
from typing import Any

import msgspec
import structlog

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from persistence.writing.writer import REFUSALS, Written, write
from server.bidding.archive import Commit, CommitStates, RangeState
from server.bidding.settling.records import decode_entry
from server.domain.types import ItemId

log = structlog.get_logger(__name__)

_encode = msgspec.json.Encoder().encode

Encoded = tuple[int, bytes]
"""An encoded journal entry, after its epoch."""


async def keep(pool: GuardedPool, entries: Sequence[Encoded]) -> list[Written]:
    """Write entries in one transaction; an entry that the archive can't hold is logged and left out.

    Raises what `writer.write` raises.
    """
    try:
        return [await _write(pool, entries)]
    except REFUSALS:
        return [await _keep_one(pool, each) for each in entries]


async def commit_states(connection: Any, commits: Sequence[Commit]) -> CommitStates:
    """Find the commits that are archived, and those that the journal won't bring there."""
    given = [
        {"n": n, "item_id": each.item_id, "epoch": each.epoch, "seq": each.seq, "at": each.at}
        for n, each in enumerate(commits)
    ]
    rows = await connection.fetch(SQL["commit_states"], _encode(given).decode())
    archived = [commits[row["n"]] for row in rows if row["archived"]]
    return CommitStates(archived, [commits[row["n"]] for row in rows if not row["archived"]])


async def range_states(
    connection: Any, ranges: Sequence[tuple[ItemId, int, int]]
) -> list[RangeState | None]:
    """Return the states of ranges of numbers, first to last; None for an unknown item."""
    rows = await connection.fetch(SQL["range_states"], *map(list, zip(*ranges, strict=True)))
    return [
        None
        if row["epoch"] is None
        else RangeState(row["epoch"], row["epoch_seq"], row["archived"])
        for row in rows
    ]


async def _keep_one(pool: GuardedPool, entry: Encoded) -> Written:
    try:
        return await _write(pool, [entry])
    except REFUSALS as error:
        log.error("commit_refused", error=repr(error))
        return Written()


async def _write(pool: GuardedPool, entries: Sequence[Encoded]) -> Written:
    return await write(pool, [(epoch, decode_entry(entry)) for epoch, entry in entries])
