"""The commands of those who run a sale: decisions on an item, notices, and bids of the room."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args
from uuid import uuid4

from auction_client.bidding import BidResult, bid_until_decided
from auction_client.cli.money import parse_amount, whole_number
from auction_client.cli.printing import accepted_line, state_line
from auction_client.errors import NotConnected, RequestRefused, Unanswered, WrongUsage
from auction_client.messages import UNANSWERED, Item, Refusal
from auction_client.rest import AuctionRest
from auction_client.rest.saleroom import RoomSource

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class RoomCommand:
    """A command on an item: its name in the contract, its help, its arguments, and its fields."""

    name: str
    help: str
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fields: Callable[[Namespace, Item], Fields] = lambda _options, _item: {}
    guarded: bool = True
    """Whether it takes the number of the last event that its sender has seen."""


ROOM_COMMANDS: Mapping[str, RoomCommand] = {
    "pass": RoomCommand("pass", "end an item without a sale"),
    "sell": RoomCommand("sell", "sell an item below its reserve"),
    "void": RoomCommand(
        "void",
        "strike a bid out",
        {"bid_id": {"metavar": "BID_ID"}, "--reason": {"required": True}},
        lambda options, _: {"bid_id": options.bid_id, "reason": options.reason},
    ),
    "reopen": RoomCommand("reopen", "open an item again that has ended"),
    "award": RoomCommand(
        "award",
        "award an item that was sold to the next bidder",
        {"step": {"type": whole_number, "metavar": "STEP", "help": "1 for the first award"}},
        lambda options, _: {"step": options.step},
    ),
    "ask": RoomCommand(
        "set_asking",
        "set the price that is asked for next",
        {"price": {"metavar": "AMOUNT"}},
        lambda options, item: {"price": parse_amount(options.price, item.currency)},
    ),
    "notice": RoomCommand(
        "give_notice",
        "give a notice to those who watch an item",
        {"text": {"metavar": "TEXT"}, "--notice-id": {"help": "the id of a notice to give again"}},
        lambda options, _: {
            "notice_id": options.notice_id or str(uuid4()),
            "text": options.text,
        },
        guarded=False,
    ),
}


def add_room_command(parser: ArgumentParser, command: RoomCommand) -> None:
    """Add the arguments of a command on an item."""
    parser.add_argument("item", metavar="ITEM")
    for name, options in command.arguments.items():
        parser.add_argument(name, **options)
    if command.guarded:
        parser.add_argument(
            "--expected-seq",
            type=whole_number,
            metavar="N",
            help="refuse it if the item has a later event than number N",
        )


def add_floor_bid(parser: ArgumentParser) -> None:
    """Add the arguments of `floor-bid`."""
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument("amount", metavar="AMOUNT")
    parser.add_argument("--source", choices=get_args(RoomSource), default="floor")
    parser.add_argument("--paddle", metavar="NUMBER")
    parser.add_argument("--bid-id", help="the id of an earlier bid, to learn its lost answer")


async def run_room_command(options: Namespace) -> None:
    """Carry a command on an item out, and print the item's state."""
    command = ROOM_COMMANDS[options.command]
    async with AuctionRest(options.url, _token(options)) as rest:
        fields = command.fields(options, await rest.item(options.item))
        if command.guarded and options.expected_seq is not None:
            fields["expected_seq"] = options.expected_seq
        await rest.command(options.item, command.name, **fields)
        print(state_line(await rest.item(options.item)))


async def run_floor_bid(options: Namespace) -> None:
    """Enter a bid of the room, sent again until it is decided, and print the answer.

    Raises OutcomeUnknown and RequestRefused.
    """
    async with AuctionRest(options.url, _token(options)) as rest:
        currency = (await rest.item(options.item)).currency
        amount = parse_amount(options.amount, currency)
        bid_id = options.bid_id or str(uuid4())

        async def send(_timeout_s: float) -> BidResult:
            try:
                return await rest.saleroom.room_bid(
                    options.item, bid_id, amount, options.source, paddle=options.paddle
                )
            except RequestRefused as error:
                return error.refusal
            except NotConnected as error:
                return Refusal(code="unavailable", message=str(error), details={})
            except Unanswered as error:
                return Refusal(code=UNANSWERED, message=str(error), details={})

        result = await bid_until_decided(bid_id, send)
    if isinstance(result, Refusal):
        raise RequestRefused(result)
    print(accepted_line(result, amount, currency))


def _token(options: Namespace) -> str:
    if not options.token:
        raise WrongUsage("a token is needed: --token or AUCTION_TOKEN")
    return str(options.token)
