"""The command line: `run` runs a cluster, `add` and `restart` ask the one that runs.

They ask by signal: SIGUSR1 adds a node, SIGHUP restarts all nodes one after the other.
"""

import argparse
import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack

import uvloop

from server.cluster.balancer import find_haproxy, running_balancer
from server.cluster.cluster import END_MARGIN_S, Cluster
from server.cluster.files import logs_of, only_cluster, pid_of
from server.cluster.member import Member
from server.cluster.slots import SLOTS, Slot, slots
from server.node.demo import auctioneer_token
from server.node.process.command_line import DONE, run_command
from server.node.stores.connect import open_stores
from server.node.token_keys import node_secret, secret_tokens
from server.settings import Settings, SettingsError, read_settings

NODES = 4
_SIGNALS = {"add": signal.SIGUSR1, "restart": signal.SIGHUP}


def main() -> int:
    """Run a command; return its exit status."""
    return run_command(lambda: _act(_parser().parse_args(), read_settings()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m server.cluster", description="Nodes behind HAProxy on one machine."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run a cluster until SIGTERM or Ctrl-C")
    run.add_argument("--nodes", type=int, default=NODES, choices=range(1, SLOTS + 1), metavar="N")
    run.add_argument("--demo", action="store_true", help="put up the demo sale first, once")
    commands.add_parser("add", help="add a node to the cluster that runs")
    commands.add_parser("restart", help="restart its nodes one after the other")
    return parser


def _act(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.command == "run":
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, arguments.nodes, demo=arguments.demo))
    else:
        os.kill(pid_of(settings.data_dir), _SIGNALS[arguments.command])
    return DONE


async def _run(settings: Settings, count: int, *, demo: bool) -> None:
    """Run stores, nodes and HAProxy, and end them in the reverse order."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    find_haproxy()
    places, logs = slots(settings.port), logs_of(settings.data_dir)
    async with AsyncExitStack() as stack:
        stack.enter_context(only_cluster(settings.data_dir, os.getpid()))
        stores = await stack.enter_async_context(open_stores(settings))
        shared = {
            "AUCTION_REDIS_URL": stores.redis_url,
            "AUCTION_DATABASE_URL": stores.database_url,
        }
        if settings.token_keys is None:
            shared["AUCTION_SECRET"] = node_secret(settings)
        if demo:
            await _put_up_demo(shared)
        log = logs / "haproxy.log"
        balancer = await stack.enter_async_context(
            running_balancer(settings.host, settings.port, places, log)
        )

        def member(slot: Slot) -> Member:
            environment, file = slot.environment(settings, shared), logs / f"{slot.name}.log"
            return Member(slot, environment, file, say=_say)

        end_s = settings.drain_delay_s + settings.drain_s + END_MARGIN_S
        cluster = Cluster(places, balancer, member=member, end_s=end_s, say=_say)
        await stack.enter_async_context(cluster.running(count))
        loop.add_signal_handler(_SIGNALS["add"], lambda: cluster.act(cluster.add()))
        loop.add_signal_handler(_SIGNALS["restart"], lambda: cluster.act(cluster.restart_all()))
        url = f"http://{settings.host}:{settings.port}"
        _say(f"Listening on {url}  pid {os.getpid()}, logs in {logs}")
        if demo and settings.token_keys is None:
            token = auctioneer_token(secret_tokens(settings))
            _say(f"Sign in as the demo's auctioneer: {url}/#token={token}")
        _say(
            "A node that is killed is started again, one that gets SIGTERM leaves. "
            "`python -m server.cluster add` adds one, `restart` restarts all in turn. Ctrl-C ends all."
        )
        await stop.wait()


async def _put_up_demo(stores: dict[str, str]) -> None:
    """Put up the demo sale by the node's own command; raises SettingsError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "demo"),
        env={**os.environ, **stores},
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait() != 0:
        raise SettingsError("the demo sale can't be put up")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
