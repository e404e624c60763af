"""The command line of the archive."""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg

from tests.integration.persistence.histories import bid, history, write
from tests.nodes import ROOT, StoreUrls


async def run(stores: StoreUrls, *arguments: str) -> tuple[int | None, str]:
    """Run `python -m persistence`; return its exit status and its output."""
    env = {**os.environ, "AUCTION_REDIS_URL": stores.redis, "AUCTION_DATABASE_URL": stores.database}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "persistence", *arguments),
        cwd=ROOT,
        env=env,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


async def test_migrate_reports_an_up_to_date_schema(stores: StoreUrls) -> None:
    assert await run(stores, "migrate") == (0, "The schema is up to date.\n")


async def test_verify_fails_on_an_archive_with_faults_and_names_them(
    stores: StoreUrls, pool: asyncpg.Pool, lamp: None
) -> None:
    await write(pool, history(bid(100)))
    await pool.execute(
        "INSERT INTO events_set_aside (item_id, epoch, seq, body) SELECT 'lamp', 0, 4, '{}'"
    )
    status, output = await run(stores, "verify")
    assert (status, output.splitlines()[1:]) == (
        0,
        [
            "lamp: numbers 4 to 4 of epoch 0 were set aside (superseded, events: 1)",
            "The archive matches a replay of its events.",
        ],
    )
    await pool.execute("DELETE FROM events_set_aside")
    await pool.execute("UPDATE bids SET amount = 90")
    status, output = await run(stores, "verify")
    assert (status, output) == (1, "lamp: the item's bids do not match its events\n")


VERSION = """#!/bin/sh
echo '{"type": "Hello", "protocol": 1}'
cat > "$0.stdin"
for seq in 3 4; do
  echo '{"type": "Difference", "item_id": "lamp", "seq": '$seq', "kind": "BidAccepted", "text": "refused"}'
done
echo '{"type": "Decided", "events": 3}'
"""


async def test_replay_fails_if_decisions_differ_and_prints_the_first(
    stores: StoreUrls, pool: asyncpg.Pool, lamp: None, tmp_path: Path
) -> None:
    await write(pool, history(bid(100)))
    version = tmp_path / "python"
    version.write_text(VERSION)
    version.chmod(0o755)
    chosen = ("--auction", "sale", "--since", "1970-01-01T00:00:00.002")
    status, output = await run(stores, "replay", "--against", str(version), "--show", "1", *chosen)
    assert (status, output.splitlines()) == (
        1,
        [
            "lamp: number 3 (BidAccepted): refused",
            "... and 1 more",
            "1 items, 3 events. Decisions that differ: 2.",
        ],
    )
    assert (tmp_path / "python.stdin").read_text().startswith('["lamp",2]\n{"at": 0')
