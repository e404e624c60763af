"""Measures `verify` and `replay` of a large archive: events per second and peak RAM.

`make bench-replay` runs this module on an embedded PostgreSQL: a million events on a thousand items, and a
million on one. `--items` and `--bids` measure another archive.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import msgspec

from persistence.migrate import migrate
from server.domain.events import ItemScheduled
from server.embedded import embedded_postgres
from tests.benchmarks.restoration import history

SIZES = ((1_000, 1_000), (1, 1_000_000))
"""Items, and bids on each."""
FILL_TIMEOUT_S = 900

_ITEMS = """
    INSERT INTO items (item_id, auction_id, listing, seq, status, price, leader, bid_count)
    SELECT 'item-'||n, 'sale', $2::jsonb || jsonb_build_object('item_id', 'item-'||n),
        $3::bigint + 2, 'open', 100 + 10 * ($3::bigint - 1), 'u'||(($3::bigint - 1) % 50), $3::bigint
    FROM generate_series(0, $1::bigint - 1) n
"""
_FIRST = """
    INSERT INTO events SELECT 'item-'||n, 1, 1000, 'ItemScheduled',
        jsonb_set($2::jsonb, '{listing,item_id}', to_jsonb('item-'||n))
    FROM generate_series(0, $1::bigint - 1) n
    UNION ALL SELECT 'item-'||n, 2, 1000, 'ItemOpened', $3::jsonb FROM generate_series(0, $1::bigint - 1) n
"""
_EVENTS = """
    INSERT INTO events SELECT 'item-'||n, bid + 3, 1000, 'BidAccepted', $3::jsonb || jsonb_build_object(
        'seq', bid + 3, 'bid_id', 'b'||bid, 'amount', 100 + 10 * bid,
        'bidder', jsonb_build_array('u'||(bid % 50), 'u'||(bid % 50)||'#00000'))
    FROM generate_series(0, $1::bigint - 1) n, generate_series(0, $2::bigint - 1) bid
"""
_BIDS = """
    INSERT INTO bids (item_id, seq, bid_id, bidder, amount, at, auto)
    SELECT 'item-'||n, bid + 3, 'b'||bid, 'u'||(bid % 50), 100 + 10 * bid, 1000, false
    FROM generate_series(0, $1::bigint - 1) n, generate_series(0, $2::bigint - 1) bid
"""


async def fill(url: str, items: int, bids: int) -> None:
    """Write an archive whose items all have the same history: so many bids, each a step above the last."""
    connection = await asyncpg.connect(url, command_timeout=FILL_TIMEOUT_S)
    try:
        await migrate(connection)
        await connection.execute("TRUNCATE users, auctions CASCADE")
        await connection.execute(
            "INSERT INTO users VALUES ('house', 'House#00000');"
            "INSERT INTO users SELECT 'u'||n, 'u'||n FROM generate_series(0, 49) n;"
            "INSERT INTO auctions VALUES ('sale', 'A sale', 'house', 'EUR', 1)"
        )
        scheduled, opened, bid = history(1)[0]
        assert isinstance(scheduled, ItemScheduled)
        encode = msgspec.json.Encoder().encode
        first, second, third = (encode(each).decode() for each in (scheduled, opened, bid))
        listing = encode(scheduled.listing).decode()
        await connection.execute(_ITEMS, items, listing, bids)
        await connection.execute(_FIRST, items, first, second)
        await connection.execute(_EVENTS, items, bids, third)
        await connection.execute(_BIDS, items, bids)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def measure(url: str, command: str, events: int) -> str:
    """Run a command on the archive; return its rate and its peak RAM, in words."""
    env = {**os.environ, "AUCTION_DATABASE_URL": url}
    began = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "persistence", command],
        env,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    # The peak is that of its own process or of one that it has waited for, whichever is larger.
    _, status, usage = os.wait4(pid, 0)
    took_s = time.perf_counter() - began
    assert status == 0, f"{command} has ended with status {status}"
    cpu_s = usage.ru_utime + usage.ru_stime
    peak_mb = usage.ru_maxrss / 1024
    return (
        f"{took_s:.1f} s ({cpu_s:.1f} s of CPU), {events / took_s:,.0f} events/s, {peak_mb:.0f} MB"
    )


async def run(sizes: list[tuple[int, int]]) -> None:
    """Fill and measure one archive after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for items, bids in sizes:
            async with embedded_postgres(Path(folder) / f"{items}-{bids}") as url:
                await fill(url, items, bids)
                events = items * (bids + 2)
                for command in ("verify", "replay"):
                    said = await asyncio.to_thread(measure, url, command, events)
                    print(f"{items:,} items x {bids:,} bids, {command}: {said}", flush=True)


def main() -> None:
    """Measure the sizes, or the one that is given."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.replay", description=__doc__)
    parser.add_argument("--items", type=int)
    parser.add_argument("--bids", type=int)
    options = parser.parse_args()
    given = [(options.items or 1, options.bids or 1)]
    asyncio.run(run(given if options.items or options.bids else list(SIZES)))


if __name__ == "__main__":
    main()
