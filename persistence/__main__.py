"""The command line: `migrate` the schema, `run` an archive worker, `verify` and `replay` the archive.

`backup` and `restore` are for stores of one's own.
"""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from redis import RedisError

from persistence.backups.programs import BackupError, dump
from persistence.backups.restore import restore
from persistence.connecting.guarded_pool import GuardedPool
from persistence.journal import journals
from persistence.migrate import migrate
from persistence.queue import ArchiveQueue
from persistence.replay.deciding import Difference, decide_again
from persistence.replay.progress import Progress
from persistence.replay.reading import Selection, reading
from persistence.replay.shadow import UnusableVersionError, Version, replay
from persistence.verify import notices, verify
from server.bidding.hot_state.keys import Keys
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.domain.types import AuctionId, Millis, NodeId
from server.node.process.command_line import DONE, UNUSABLE, run_command
from server.node.redis.client import open_redis
from server.node.stores.connect import check_is_current, open_database, open_stores
from server.settings import SettingsError, read_settings

SHOW_DEFAULT = 100
FLUSH_TIMEOUT_MS = 60_000
"""Redis does nothing else while it forgets all that it has."""


def main() -> int:
    """Run a command; return its exit status.

    It is 2 if a setting or a version can't be used, and 1 if the archive has faults or decisions differ.
    """
    options = _parser().parse_args()
    if options.command == "decide":
        return run_command(_decide)
    commands = {
        "migrate": _migrate,
        "run": _work,
        "verify": _verify,
        "replay": _replay,
        "backup": _backup,
        "restore": _restore,
    }
    return run_command(lambda: asyncio.run(commands[options.command](options)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m persistence", description="The archive.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the schema up to date")
    commands.add_parser("run", help="write the journal to the archive, as the nodes do")
    commands.add_parser("verify", help="check the archive against a replay of its events")
    replayed = commands.add_parser("replay", help="decide the archive again, by another version")
    replayed.add_argument(
        "--against",
        type=Path,
        metavar="NEW",
        help="a checkout of the other version, or the Python that has it installed (default: this one)",
    )
    replayed.add_argument(
        "--since", type=_moment, default=0, metavar="DATE", help="decide from then on"
    )
    replayed.add_argument("--auction", type=AuctionId, metavar="ID", help="the items of one sale")
    replayed.add_argument(
        "--show", type=int, default=SHOW_DEFAULT, metavar="N", help="differences to print"
    )
    backup = commands.add_parser("backup", help="write a backup of PostgreSQL, while nodes run")
    backup.add_argument("file", type=Path)
    restored = commands.add_parser(
        "restore", help="replace all that PostgreSQL and Redis have by a backup, and verify it"
    )
    restored.add_argument("file", type=Path)
    commands.add_parser("decide", help="decide the events of the standard input, for `replay`")
    return parser


def _moment(text: str) -> Millis:
    """Read a date, or a date and a time; without a zone it is in UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


async def _migrate(_: argparse.Namespace) -> int:
    async with open_database(read_settings()) as database, database.acquire() as connection:
        applied = await migrate(connection)
    print("\n".join(applied) or "The schema is up to date.")
    return 0


async def _work(_: argparse.Namespace) -> int:
    settings, stop = read_settings(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    consumer = settings.node or f"{socket.gethostname()}:archive"
    async with open_stores(settings, may_lack_archive=True) as stores:
        keys = Keys(settings.shards)
        reading_journals = journals(stores.journal, keys, consumer=consumer)
        nodes = UntrustedHotState(stores.redis, keys, node=NodeId(consumer), recent_bids_max=0)
        pool = GuardedPool(stores.database)
        queue = ArchiveQueue(reading_journals, pool, contest=nodes.contest)
        async with pool.running(), queue.running():
            await stop.wait()
    return 0


async def _backup(options: argparse.Namespace) -> int:
    return await _told(dump(_url(read_settings().database_url, "DATABASE"), options.file))


async def _restore(options: argparse.Namespace) -> int:
    settings = read_settings()
    database_url = _url(settings.database_url, "DATABASE")
    redis_url = _url(settings.redis_url, "REDIS")
    async with open_redis(redis_url, timeout_ms=FLUSH_TIMEOUT_MS) as redis:
        status = await _told(restore(options.file, database_url, redis))
    return status or await _verify(options)


def _url(url: str | None, store: str) -> str:
    if url is None:
        raise SettingsError(
            f"AUCTION_{store}_URL: it is needed, because embedded stores are not backed up"
        )
    return url


async def _told(work: Coroutine[Any, Any, None]) -> int:
    """Run a command's work; print the reason if it fails."""
    try:
        await work
    except BackupError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except RedisError as error:
        print(f"Redis: {error}", file=sys.stderr)
        return UNUSABLE
    return DONE


async def _verify(_: argparse.Namespace) -> int:
    progress, has_faults = Progress(sys.stderr), False
    async with open_database(read_settings()) as database:
        async with database.acquire() as connection:
            await check_is_current(connection)
        aside = await notices(database)
        if aside:
            print("Events were set aside, and are in the table events_set_aside:", *aside, sep="\n")
        async for fault in verify(database, progress):
            progress.clear()
            print(fault, flush=True)
            has_faults = True
    progress.clear()
    if not has_faults:
        print("The archive matches a replay of its events.")
    return 1 if has_faults else 0


async def _replay(options: argparse.Namespace) -> int:
    progress, shown = Progress(sys.stderr), 0

    def show(difference: Difference) -> None:
        nonlocal shown
        shown += 1
        if shown <= options.show:
            progress.clear()
            print(difference, flush=True)

    try:
        version = Version.this() if options.against is None else Version.at(options.against)
        async with (
            open_database(read_settings()) as database,
            reading(database, Selection(options.auction, options.since)) as archive,
        ):
            done = await replay(archive, version, options.since, found=show, progress=progress)
    except UnusableVersionError as error:
        print(f"The version can't be used: {error}", file=sys.stderr)
        return UNUSABLE
    progress.clear()
    if shown > options.show:
        print(f"... and {shown - options.show:,} more")
    counts = f"{done.items:,} items, {done.events:,} events"
    print(f"{counts}. Decisions that differ: {done.differences:,}.")
    return 1 if done.differences else 0


def _decide() -> int:
    for report in decide_again(sys.stdin.buffer):
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()
    return DONE


if __name__ == "__main__":
    sys.exit(main())
