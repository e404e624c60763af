"""The command line: `serve` (the default) runs a node, `demo` puts up a sale, `token` makes a token.

`stores` runs the embedded stores alone, for several nodes on one machine. `link` prints the link by which
an admin signs in at the console.
"""

import argparse
import asyncio
import shlex
import signal
import sys
from collections.abc import Coroutine
from typing import Annotated, Any

import uvloop
from pydantic import Field, TypeAdapter

from server.bidding.archive import ArchiveUnavailable
from server.domain.types import Role, UserId
from server.node.app import running_node
from server.node.core import Core, running_core
from server.node.demo import auctioneer_token, seed
from server.node.process.command_line import DONE, run_command
from server.node.process.garbage_collection import rare_collections
from server.node.sign_in import admin_token, console_link, is_link_shown
from server.node.stores.connect import open_stores
from server.node.token_keys import known_secret_tokens, secret_tokens
from server.settings import Settings, SettingsError, read_settings
from server.wire.requests import Name
from server.wire.text import UserIdText

_LIFETIME_MAX_S = 10**9


def main() -> int:
    """Run a command; return its exit status: 2 for a setting or argument that can't be used."""
    return run_command(lambda: _act(_parser().parse_args(), read_settings()))


def _act(arguments: argparse.Namespace, settings: Settings) -> int:
    match arguments.command:
        case "token":
            print(_token(settings, arguments))
        case "link":
            token = admin_token(known_secret_tokens(settings))
            print(console_link(arguments.url or f"http://{settings.host}:{settings.port}", token))
        case "demo":
            _run(_demo(settings))
        case "stores":
            _run(_stores(settings))
        case _:
            _run(_serve(settings, demo=getattr(arguments, "demo", False)))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m server", description="A node of the auction.")
    commands = parser.add_subparsers(dest="command")
    serve = commands.add_parser("serve", help="run a node (the default)")
    serve.add_argument("--demo", action="store_true", help="put up the demo sale first, once")
    commands.add_parser("demo", help="put up the demo sale, once")
    commands.add_parser("stores", help="run the embedded stores alone and print their addresses")
    link = commands.add_parser("link", help="print a link that signs an admin in at the console")
    link.add_argument("--url", help="the address of a node or of the balancer")
    token = commands.add_parser("token", help="print a token made with the deployment's secret")
    token.add_argument("--user", required=True, type=user_id, help="user id")
    token.add_argument("--name", required=True, type=display_name, help="display name")
    token.add_argument("--role", choices=[role.value for role in Role], default=Role.BIDDER.value)
    token.add_argument(
        "--ttl-s", type=lifetime_s, default=24 * 3600, help="lifetime in seconds (default: a day)"
    )
    return parser


def user_id(text: str) -> UserId:
    """Parse a user id of the command line; raises ValueError."""
    return UserId(TypeAdapter(UserIdText).validate_python(text))


def display_name(text: str) -> str:
    """Parse a display name of the command line; raises ValueError."""
    return TypeAdapter(Name).validate_python(text)


def lifetime_s(text: str) -> int:
    """Parse a token's lifetime of the command line; raises ValueError."""
    return TypeAdapter(Annotated[int, Field(ge=1, le=_LIFETIME_MAX_S)]).validate_strings(text)


def _token(settings: Settings, arguments: argparse.Namespace) -> str:
    tokens = known_secret_tokens(settings)
    role = Role(arguments.role)
    return tokens.issue(arguments.user, arguments.name, role, ttl_s=arguments.ttl_s)


async def _demo(settings: Settings) -> None:
    async with open_stores(settings) as stores, running_core(settings, stores) as core:
        await _put_up_demo(settings, core)


async def _put_up_demo(settings: Settings, core: Core) -> None:
    try:
        if not await seed(core):
            return
    except ArchiveUnavailable as error:
        raise SettingsError(
            f"AUCTION_DATABASE_URL: PostgreSQL does not answer, and the demo sale needs it: {error}"
        ) from None
    if settings.token_keys is not None:
        print(
            "The demo sale is up. The identity provider makes its auctioneer's token.", flush=True
        )
        return
    print("The demo sale is up. Its auctioneer's token:")
    print(auctioneer_token(secret_tokens(settings)), flush=True)


async def _stores(settings: Settings) -> None:
    """Run the embedded stores, with the current schema, until SIGTERM or SIGINT."""
    stop = _stop_signal()
    async with open_stores(settings) as stores:
        print(f"AUCTION_REDIS_URL={shlex.quote(stores.redis_url)}")
        print(f"AUCTION_DATABASE_URL={shlex.quote(stores.database_url)}", flush=True)
        await stop.wait()


async def _serve(settings: Settings, *, demo: bool) -> None:
    """Run a node until SIGTERM or SIGINT, with the demo sale if `demo` is set.

    After SIGTERM it drains first, until a further signal or SIGINT.
    """
    stop, hurry = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_by_signal(number: signal.Signals) -> None:
        if stop.is_set() or number is signal.SIGINT:
            hurry.set()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop_by_signal, number)
    async with running_node(settings) as node:
        if demo:
            await _put_up_demo(settings, node.core)
        with rare_collections():
            print(f"Listening on {node.url}", flush=True)
            if settings.token_keys is None and is_link_shown(sys.stdout, demo=demo):
                make = auctioneer_token if demo else admin_token
                print(
                    f"The console: {console_link(node.url, make(secret_tokens(settings)))}",
                    flush=True,
                )
            await stop.wait()
            await _until_hurried(node.drain(), hurry)


async def _until_hurried(work: Coroutine[Any, Any, None], hurry: asyncio.Event) -> None:
    """Do work until it is done or there is a hurry."""
    tasks = {asyncio.create_task(work), asyncio.create_task(hurry.wait())}
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.wait(tasks)
    for task in done:
        task.result()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _run(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


if __name__ == "__main__":
    sys.exit(main())
