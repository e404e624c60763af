"""The arguments of the command line: the commands in their groups, and the options that all have."""

import argparse
import os

from auction_client.cli.command import Command
from auction_client.cli.commands import (
    account,
    bidders,
    bidding,
    bots,
    catalogue,
    files,
    mine,
    saleroom,
    sales,
    watching,
)
from auction_client.cli.session import DEFAULT_URL

GROUPS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Your login", account.COMMANDS),
    ("Looking", (*catalogue.COMMANDS, *watching.COMMANDS)),
    ("Bidding", (*bidding.COMMANDS, *mine.COMMANDS)),
    ("Running an item", saleroom.COMMANDS),
    ("Running a sale", (*sales.COMMANDS, *bidders.COMMANDS, *files.COMMANDS)),
    ("Trying it out", bots.COMMANDS),
)

COMMANDS = {command.name: command for _, group in GROUPS for command in group}

STATUSES = """\
exit status: 0 done or accepted, 1 refused, 2 wrong usage or no server,
3 no answer to a bid, which may stand or not: bid again with the same --bid-id to learn the outcome
"""


def parser() -> argparse.ArgumentParser:
    """Make the parser of all commands."""
    made = argparse.ArgumentParser(
        prog="auction",
        usage="auction [OPTIONS] COMMAND ...",
        description="Follow sales, bid, or run a sale. `auction COMMAND --help` explains a command.",
        epilog="\n".join((*map(_group_text, GROUPS), STATUSES)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_common(made, os.environ.get("AUCTION_URL"), os.environ.get("AUCTION_TOKEN"), as_json=False)
    commands = made.add_subparsers(
        dest="command",
        required=True,
        metavar="COMMAND",
        help=argparse.SUPPRESS,
        prog="auction",
    )
    for command in COMMANDS.values():
        added = commands.add_parser(command.name, help=command.help, description=_sentence(command))
        command.add_arguments(added)
        _add_common(added, argparse.SUPPRESS, argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return made


def _add_common(
    parser: argparse.ArgumentParser, url: str | None, token: str | None, *, as_json: object
) -> None:
    """Add the options that may stand before the command or after it."""
    parser.add_argument(
        "--url",
        default=url or None,
        help=f"the server (AUCTION_URL; default: the last login's, or {DEFAULT_URL})",
    )
    parser.add_argument(
        "--token", default=token or None, help="your token (AUCTION_TOKEN; default: the login's)"
    )
    parser.add_argument(
        "--json", action="store_true", default=as_json, help="print JSON, an object a line"
    )


def _group_text(group: tuple[str, tuple[Command, ...]]) -> str:
    title, commands = group
    lines = (f"  {command.name:<12}  {command.help}" for command in commands)
    return "\n".join((f"{title}:", *lines, ""))


def _sentence(command: Command) -> str:
    return f"{command.help[0].upper()}{command.help[1:]}."
