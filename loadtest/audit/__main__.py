"""`python -m loadtest.audit collect DIR ...` and `python -m loadtest.audit check DIR`.

Exit status: 0, 1 for violations or an archive that is still behind, 2 for unusable evidence.
"""

import argparse
import asyncio
import gc
import sys
from pathlib import Path

import msgspec

from loadtest.audit.collect import (
    collect_archive,
    collect_hot,
    collect_losses,
    collect_refused,
    items_of_auction,
    items_of_logs,
)
from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from loadtest.audit.report import as_json, as_text
from loadtest.audit.settlements import collect_settlements
from loadtest.evidence import UnusableError
from loadtest.sale import make_token

SHOW_DEFAULT = 10
TIMEOUT_S_DEFAULT = 30.0


def main() -> int:
    """Run the command; return the exit status."""
    options = _parser().parse_args()
    try:
        if options.command == "collect":
            return asyncio.run(_collect(options))
        return _check(options)
    except UnusableError as error:
        print(f"The evidence can't be used: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.audit",
        description="Compare clients' logs, the hot state and the archive with each other.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    collect = commands.add_parser("collect", help="write hot.json and archive.json into DIR")
    collect.add_argument("directory", type=Path, metavar="DIR")
    collect.add_argument("--url", action="append", required=True, help="a node; may be given again")
    collect.add_argument(
        "--database", metavar="DSN", help="the archive; without it, only the nodes are read"
    )
    which = collect.add_mutually_exclusive_group()
    which.add_argument("--items", help="a,b,c (default: the items that the logs put up)")
    which.add_argument("--auction", help="collect all items of an auction")
    collect.add_argument(
        "--redis", metavar="URL", help="the hot state, for entries that were refused"
    )
    collect.add_argument(
        "--node-log",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a node's log, for the losses that it names; may be given again",
    )
    house = collect.add_mutually_exclusive_group()
    house.add_argument("--token", help="an admin's token, for the sales' results and statements")
    house.add_argument("--secret", help="the server's AUCTION_SECRET, which signs such a token")
    collect.add_argument("--timeout", type=float, default=TIMEOUT_S_DEFAULT, metavar="S")
    check = commands.add_parser("check", help="check the evidence in DIR")
    check.add_argument("directory", type=Path, metavar="DIR")
    check.add_argument("--json", action="store_true")
    check.add_argument(
        "--may-lose", action="store_true", help="a loss is no violation if a node named it"
    )
    check.add_argument(
        "--show",
        type=int,
        default=SHOW_DEFAULT,
        metavar="N",
        help="violations to print per invariant",
    )
    return parser


async def _collect(options: argparse.Namespace) -> int:
    directory, urls = options.directory, [url.rstrip("/") for url in options.url]
    hot = await collect_hot(directory, urls, await _item_ids(options, urls[0]))
    if options.database is None:
        return 0
    if options.redis is not None:
        await collect_refused(directory, options.redis)
    collect_losses(directory, options.node_log)
    behind = await collect_archive(directory, options.database, hot, timeout_s=options.timeout)
    if behind:
        print(f"After {options.timeout:g} s the archive is still behind:", file=sys.stderr)
        print(*behind[:SHOW_DEFAULT], sep="\n", file=sys.stderr)
    token = make_token(options.secret, "audit", "admin") if options.secret else options.token
    if token:
        await collect_settlements(directory, urls[0], hot, token=token)
    print(f"Collected {len(hot)} items")
    return 1 if behind else 0


async def _item_ids(options: argparse.Namespace, url: str) -> list[str]:
    if options.auction:
        item_ids = await items_of_auction(url, options.auction)
    elif options.items:
        item_ids = options.items.split(",")
    else:
        item_ids = items_of_logs(options.directory)
    if not item_ids:
        raise UnusableError("there is no item to collect")
    return item_ids


def _check(options: argparse.Namespace) -> int:
    judgement = judge(read(options.directory), may_lose=options.may_lose)
    if options.json:
        print(msgspec.json.encode(as_json(judgement, show=options.show)).decode())
    else:
        print(*as_text(judgement, show=options.show), sep="\n")
    return 0 if judgement.clean else 1


if __name__ == "__main__":
    # Millions of small objects stay alive to the end, so garbage collections would only cost time.
    gc.disable()
    sys.exit(main())
