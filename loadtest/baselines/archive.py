"""`python -m loadtest.baselines.archive DIR` exports a baseline's rows in the form that the audit reads.

Writes DIR/archive.json. A baseline has neither events nor outcomes, so these lists are empty. Run it
after the baseline has ended, because only then its queue is empty.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

ROWS = """
    SELECT item_id, seq, bid_id, bidder, amount, at
    FROM baseline_bids
    WHERE $1::text[] IS NULL OR item_id = ANY($1)
    ORDER BY item_id, seq, id
"""


async def archive(database_url: str, item_ids: list[str] | None = None) -> dict[str, Any]:
    """Return the rows as an archive; `item_ids` of None means every item."""
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(ROWS, item_ids)
    finally:
        await connection.close()
    return {"bids": [{**row, "auto": False} for row in rows], "events": [], "items": []}


def main() -> int:
    """Write archive.json; return the exit status, 2 when it can't be written."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.baselines.archive")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--database", default=os.environ.get("AUCTION_DATABASE_URL"))
    parser.add_argument("--items", type=lambda text: text.split(","), help="a,b,c (default: all)")
    arguments = parser.parse_args()
    if not arguments.database:
        parser.error("--database or AUCTION_DATABASE_URL is needed")
    try:
        found = asyncio.run(archive(arguments.database, arguments.items))
        (arguments.directory / "archive.json").write_bytes(msgspec.json.encode(found))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        print(f"can't export the archive: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
