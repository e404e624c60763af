"""The commands of bidders (`watch`, `bid`, `retract`, `mine`, `search`, `bots`) and of houses.

A house has `import` and `export`, and those who run a sale the commands of `saleroom`.

Exit status: 0 done or accepted, 1 refused, 2 wrong usage or no server, 3 the outcome of a bid is unknown.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from typing import get_args

from auction_client.auction_client import AuctionClient
from auction_client.bidding import BID_TIMEOUT_S
from auction_client.cli.commands.bots import add_arguments, run_bots
from auction_client.cli.commands.catalogue import (
    add_export,
    add_import,
    add_search,
    run_export,
    run_import,
    run_search,
)
from auction_client.cli.commands.mine import add_mine, run_mine
from auction_client.cli.commands.saleroom import (
    ROOM_COMMANDS,
    add_floor_bid,
    add_room_command,
    run_floor_bid,
    run_room_command,
)
from auction_client.cli.durations import seconds
from auction_client.cli.money import parse_amount, whole_number
from auction_client.cli.printing import (
    accepted_line,
    json_lines,
    refused_line,
    taken_back_line,
    text_lines,
)
from auction_client.cli.terminal import is_text, login_name, run_in_terminal, visible
from auction_client.errors import AuctionError, OutcomeUnknown, RequestRefused, WrongUsage
from auction_client.item_view import ItemView
from auction_client.messages import Refusal, RetractReason

DONE, REFUSED, UNUSABLE, UNKNOWN = 0, 1, 2, 3
_INTERRUPTED = 130
_URL = "http://127.0.0.1:8080"
_EPILOG = """\
exit status: 0 done or accepted, 1 refused, 2 wrong usage or no server,
3 no answer to a bid, which may stand or not: bid again with the same --bid-id to learn the outcome
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    return run_in_terminal(lambda: _run(_parser().parse_args(arguments)))


def _run(options: argparse.Namespace) -> int:
    if not all(is_text(value) for value in vars(options).values()):
        return _fail(UNUSABLE, "an argument is not text in the encoding of this system")
    try:
        return asyncio.run(_COMMANDS[options.command](options))
    except OutcomeUnknown as error:
        return _fail(UNKNOWN, f"{error}; to learn the outcome add --bid-id {error.bid_id}")
    except RequestRefused as error:
        return _fail(REFUSED, refused_line(error.refusal))
    except AuctionError as error:
        return _fail(UNUSABLE, str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="auction",
        description="Watch an item of the auction, bid on it, or take a bid back. Set up or run a sale.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_server(parser, os.environ.get("AUCTION_URL") or _URL, os.environ.get("AUCTION_TOKEN"))
    commands = parser.add_subparsers(dest="command", required=True)
    watch = commands.add_parser("watch", help="print an item's changes until its outcome")
    watch.add_argument("item", metavar="ITEM")
    watch.add_argument("--json", action="store_true", help="print a JSON object per change")
    bid = commands.add_parser("bid", help="place one bid and print the answer")
    _add_bid(bid)
    retract = commands.add_parser("retract", help="take a bid of yours back")
    retract.add_argument("item", metavar="ITEM")
    retract.add_argument("bid_id", metavar="BID_ID", help="as `bid` printed it")
    retract.add_argument("--reason", choices=get_args(RetractReason), required=True)
    bots = commands.add_parser("bots", help="let bots bid on an item, for a trial")
    add_arguments(bots)
    search = commands.add_parser("search", help="find items over all sales")
    add_search(search)
    import_ = commands.add_parser("import", help="put up the items of a file in a sale")
    add_import(import_)
    export = commands.add_parser("export", help="write the items of a sale as a file")
    add_export(export)
    add_mine(commands.add_parser("mine", help="list the items that you have bid on, or won"))
    floor_bid = commands.add_parser("floor-bid", help="enter a bid of the room")
    add_floor_bid(floor_bid)
    for name, room_command in ROOM_COMMANDS.items():
        add_room_command(commands.add_parser(name, help=room_command.help), room_command)
    for command in commands.choices.values():
        _add_server(command, argparse.SUPPRESS, argparse.SUPPRESS)
    return parser


def _add_bid(bid: argparse.ArgumentParser) -> None:
    bid.add_argument("item", metavar="ITEM")
    bid.add_argument(
        "amount",
        metavar="AMOUNT",
        help="12.50, or 1250 in minor units; a number without a decimal point is in minor units",
    )
    bid.add_argument("--max", metavar="AMOUNT", help="the most that may be bid for you, in secret")
    bid.add_argument(
        "--quantity", type=whole_number, metavar="N", help="units, each for the amount"
    )
    bid.add_argument(
        "--confirmed", action="store_true", help="the amount is meant, however high it is"
    )
    bid.add_argument("--name", help="without a token: register by this name (default: your login)")
    bid.add_argument("--bid-id", help="the id of an earlier bid, to learn its lost answer")
    bid.add_argument(
        "--timeout",
        type=seconds,
        default=BID_TIMEOUT_S,
        metavar="S",
        help="seconds to send the bid again while it is undecided (default %(default)s)",
    )


def _add_server(parser: argparse.ArgumentParser, url: str, token: str | None) -> None:
    """Add the options that may stand before the command or after it."""
    parser.add_argument("--url", default=url, help=f"the server (AUCTION_URL; default {_URL})")
    parser.add_argument("--token", default=token, help="your token (AUCTION_TOKEN)")


async def _watch(options: argparse.Namespace) -> int:
    lines = json_lines if options.json else text_lines
    before: ItemView | None = None
    async with AuctionClient(options.url, options.token) as client:
        async for view in client.watch(options.item):
            for line in lines(before, view):
                print(line, flush=True)
            before = view
    return DONE


async def _bid(options: argparse.Namespace) -> int:
    async with AuctionClient(options.url, options.token) as client:
        currency = (await client.item(options.item)).currency
        amount = parse_amount(options.amount, currency)
        max_amount = None if options.max is None else parse_amount(options.max, currency)
        if not options.token:
            await _register(client, options.name or login_name())
        result = await client.bid(
            options.item,
            amount,
            max_amount=max_amount,
            quantity=options.quantity,
            confirmed=options.confirmed or None,
            bid_id=options.bid_id,
            timeout_s=options.timeout,
        )
    if isinstance(result, Refusal):
        return _fail(REFUSED, refused_line(result, currency))
    print(accepted_line(result, amount, currency))
    return DONE


async def _retract(options: argparse.Namespace) -> int:
    if not options.token:
        raise WrongUsage("the bidder's token is needed: --token or AUCTION_TOKEN")
    async with AuctionClient(options.url, options.token) as client:
        await client.retract(options.item, options.bid_id, options.reason)
        item = await client.item(options.item)
    print(taken_back_line(item))
    return DONE


async def _bots(options: argparse.Namespace) -> int:
    await run_bots(options)
    return DONE


async def _mine(options: argparse.Namespace) -> int:
    await run_mine(options)
    return DONE


async def _floor_bid(options: argparse.Namespace) -> int:
    await run_floor_bid(options)
    return DONE


async def _room_command(options: argparse.Namespace) -> int:
    await run_room_command(options)
    return DONE


async def _search(options: argparse.Namespace) -> int:
    await run_search(options)
    return DONE


async def _import(options: argparse.Namespace) -> int:
    return DONE if await run_import(options) else REFUSED


async def _export(options: argparse.Namespace) -> int:
    await run_export(options)
    return DONE


_COMMANDS = {
    "watch": _watch,
    "bid": _bid,
    "retract": _retract,
    "bots": _bots,
    "mine": _mine,
    "floor-bid": _floor_bid,
    **dict.fromkeys(ROOM_COMMANDS, _room_command),
    "search": _search,
    "import": _import,
    "export": _export,
}


async def _register(client: AuctionClient, name: str) -> None:
    try:
        registration = await client.register(name)
    except RequestRefused as error:
        if error.refusal.code in {"forbidden", "not_found"}:
            raise WrongUsage("a token is needed to bid here: --token or AUCTION_TOKEN") from None
        raise
    await client.authenticate(registration.token)


def _fail(status: int, message: str) -> int:
    print(visible(message), file=sys.stderr)
    return status
