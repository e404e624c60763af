"""The command line: `migrate` the schema, `run` a stand-alone archive worker, `verify` the archive."""

import argparse
import asyncio
import signal
import socket
import sys

from persistence.journal import journals
from persistence.migrate import migrate
from persistence.queue import ArchiveQueue
from persistence.verify import notices, verify
from server.bidding.hot_state.keys import Keys
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.domain.types import NodeId
from server.node.process.command_line import run_command
from server.node.stores.connect import check_is_current, open_database, open_stores
from server.settings import Settings, read_settings


def main() -> int:
    """Run a command; return its exit status: 2 if a setting can't be used, 1 if the archive has faults."""
    parser = argparse.ArgumentParser(prog="python -m persistence", description="The archive.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the schema up to date")
    commands.add_parser("run", help="write the journal to the archive, as the nodes do")
    commands.add_parser("verify", help="check the archive against a replay of its events")
    acts = {"migrate": _migrate, "run": _work, "verify": _verify}
    return run_command(lambda: asyncio.run(acts[parser.parse_args().command](read_settings())))


async def _migrate(settings: Settings) -> int:
    async with open_database(settings) as database, database.acquire() as connection:
        applied = await migrate(connection)
    print("\n".join(applied) or "The schema is up to date.")
    return 0


async def _work(settings: Settings) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    consumer = settings.node or f"{socket.gethostname()}:archive"
    async with open_stores(settings, may_lack_archive=True) as stores:
        keys = Keys(settings.shards)
        reading = journals(stores.journal, keys, consumer=consumer)
        nodes = UntrustedHotState(stores.redis, keys, node=NodeId(consumer), recent_bids_max=0)
        async with ArchiveQueue(reading, stores.database, contest=nodes.contest).running():
            await stop.wait()
    return 0


async def _verify(settings: Settings) -> int:
    async with open_database(settings) as database:
        async with database.acquire() as connection:
            await check_is_current(connection)
        faults = [fault async for fault in verify(database)]
        aside = await notices(database)
    if aside:
        print("Events were set aside, and are in the table events_set_aside:", *aside, sep="\n")
    print("\n".join(faults) or "The archive matches a replay of its events.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
