"""The baselines' write-behind queue."""

import asyncio
from typing import Any, cast

import asyncpg

from loadtest.baselines.queue import BidQueue

ROWS = [("lamp", seq, f"b{seq}", "ann", 100 + seq, 5) for seq in (1, 2, 3)]


class Database:
    """A database that takes a while for each row, and fails on some."""

    def __init__(self, broken: int = 0) -> None:
        self.rows: list[Any] = []
        self._broken = broken

    async def execute(self, statement: str, *row: Any) -> None:
        """Store a row."""
        await asyncio.sleep(0)
        if row[1] == self._broken:
            raise asyncpg.InterfaceError("no connection")
        self.rows.append(row)


async def stored(database: Database) -> list[Any]:
    queue = BidQueue(cast("asyncpg.Pool", database))
    async with queue.running():
        for row in ROWS:
            queue.put(row)
    return database.rows


async def test_the_remaining_rows_are_inserted_at_the_end_in_order() -> None:
    assert await stored(Database()) == ROWS


async def test_a_row_that_can_not_be_stored_does_not_stop_the_others() -> None:
    assert await stored(Database(broken=2)) == [ROWS[0], ROWS[2]]
